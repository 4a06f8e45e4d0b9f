/**
 * Checkpoints of a training run: what is in them, how they are written, ranked, found and resumed from, averaged and cleaned.
 *
 * <h2>The file {@code *.pth.tar}</h2>
 *
 * <p>PyTorch's zip format with one dictionary in timm's layout, from which Python's timm resumes too:
 *
 * <ul>
 *   <li>{@code epoch}: the epoch, from 0, after (or, in a recovery file, within) which it was written; {@code version} 2 says
 *       that training goes on with the next one
 *   <li>{@code arch}: the architecture's name; {@code args}: the run's options, an {@code argparse.Namespace}
 *   <li>{@code state_dict}: the model's parameters and buffers; {@code state_dict_ema}: their averages, where kept
 *   <li>{@code optimizer}: PyTorch's layout of {@code state} and {@code param_groups}
 *   <li>{@code amp_scaler}, {@code task_state} and the like: states of other parts of the run, where it has them
 *   <li>{@code metric}: what ranks the checkpoint, absent where nothing was measured
 *   <li>{@code saver}: the kept checkpoints with their metrics, the best one, and this one as {@code pending}
 *   <li>{@code timm4j}: what Python does not look at. {@code format} is 1; {@code updates} counts optimizer updates;
 *       {@code seed} is the run's seed, from which with {@code updates} all random numbers follow; {@code batches} counts
 *       the batches of the epoch that were done, in recovery files only; {@code scheduler} holds arrays by name;
 *       {@code ema_updates} counts how often the averages moved
 * </ul>
 *
 * <h2>The file {@code *.safetensors}</h2>
 *
 * <p>The model's weights alone, which any tool reads. Its metadata entry {@code timm4j.state} names a file in the folder
 * {@code states} beside it, which is as above but without {@code state_dict}, and whose entry {@code id} under {@code timm4j} repeats the
 * name. Linked checkpoints share one state; a state that no weights name any more is removed.
 *
 * <h2>What a crash leaves</h2>
 *
 * <p>Every file is written under a temporary name, forced to the disk and renamed; states come before the weights that
 * name them, links are made before older files go. So each name stands for a whole checkpoint at every moment. What an
 * interrupted write left is removed by the next saver in the folder.
 */
@NullMarked
package io.github.timm4j.train.checkpoint;

import org.jspecify.annotations.NullMarked;
