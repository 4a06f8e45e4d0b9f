package io.github.timm4j.data.loader;

import io.github.timm4j.data.dataset.ImageDataset;
import io.github.timm4j.data.dataset.IndexedDataset;
import io.github.timm4j.data.dataset.IterableImageDataset;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.sampler.DistributedSampler;
import io.github.timm4j.data.sampler.IndexSampler;
import io.github.timm4j.data.sampler.OrderedDistributedSampler;
import io.github.timm4j.data.sampler.RepeatAugSampler;
import io.github.timm4j.data.sampler.Replica;
import io.github.timm4j.data.sampler.ScheduledBatchSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Makes loaders, as timm.data.loader does. Batches of pictures of different sizes (NaFlex) are not made yet. */
public final class Loaders {
    private Loaders() {}

    /**
     * A loader of a data set of decoded pictures: transforms, sampler, collation and normalisation by the options.
     *
     * @param dataset without transforms of pictures; it stays the caller's
     * @param options how to make batches
     * @return the loader, which the caller closes
     * @throws IllegalArgumentException where options contradict each other, do not fit the data set, or a batch is
     *     larger than 2 GiB
     */
    public static Loader createLoader(VisionDataset<Pixels> dataset, LoaderOptions options) {
        options.check();
        if (dataset instanceof IterableImageDataset<Pixels> stream) {
            return streamed(stream, options);
        }
        if (dataset instanceof ImageDataset<Pixels> indexed) {
            return indexed(indexed, options);
        }
        throw new IllegalArgumentException("a loader makes the views of its pictures itself: see augSplits");
    }

    private static Loader streamed(IterableImageDataset<Pixels> dataset, LoaderOptions options) {
        boolean plain = options.augSplits == 0 && options.augRepeats == 0;
        if (!plain || options.schedule != null) {
            throw new IllegalArgumentException(
                    "views, repeats and scheduled sizes need a data set of samples by number, not a stream");
        }
        Recipe recipe = Recipe.of(options);
        IterableImageDataset<List<Planes>> prepared = dataset.map(recipe.single(recipe.size()));
        Plan.Form form = new Plan.Form(options.batchSize, recipe.size(), options.dropLast);
        int samples = Math.toIntExact(dataset.size());
        return new Loader(
                recipe,
                epoch -> new StreamPlan(prepared, form, seeding(options, epoch)),
                setup(recipe, List.of(form)),
                count(options, samples));
    }

    private static Loader indexed(ImageDataset<Pixels> dataset, LoaderOptions options) {
        Recipe recipe = Recipe.of(options);
        IndexSampler sampler = sampler(dataset.size(), options);
        if (options.schedule != null) {
            return scheduled(dataset, recipe, sampler, options.schedule);
        }
        Loader.Count count = count(options, sampler.size());
        if (count.batches() == 0) {
            throw new IllegalArgumentException("an epoch has no full batch of " + options.batchSize + " samples, only "
                    + sampler.size() + " samples: reduce the batch, or set dropLast to false");
        }
        IndexedDataset<List<Planes>> prepared = recipe.views(dataset, recipe.size());
        return new Loader(
                recipe,
                epoch -> new IndexedPlan(parts(prepared, recipe, sampler.indices(epoch)), seeding(options, epoch)),
                setup(recipe, List.of(new Plan.Form(options.batchSize, recipe.size(), true))),
                count);
    }

    private static List<IndexedPlan.Part> parts(IndexedDataset<List<Planes>> dataset, Recipe recipe, int... indices) {
        List<Integer> all = Arrays.stream(indices).boxed().toList();
        List<IndexedPlan.Part> parts = new ArrayList<>();
        int batch = recipe.options().batchSize;
        int used = recipe.options().dropLast ? indices.length - indices.length % batch : indices.length;
        for (int from = 0; from < used; from += batch) {
            parts.add(new IndexedPlan.Part(dataset, recipe.size(), all.subList(from, Math.min(used, from + batch))));
        }
        return parts;
    }

    private static Loader scheduled(
            ImageDataset<Pixels> dataset, Recipe recipe, IndexSampler sampler, ResolutionSchedule schedule) {
        List<ScheduledBatchSampler.Choice> choices = new ArrayList<>();
        List<IndexedDataset<List<Planes>>> prepared = new ArrayList<>();
        List<Plan.Form> forms = new ArrayList<>();
        for (ResolutionSchedule.Choice choice : schedule.choices()) {
            int batch = choice.batchSize(recipe.options().batchSize);
            choices.add(new ScheduledBatchSampler.Choice(batch, choice.weight()));
            prepared.add(recipe.views(dataset, choice.size()));
            forms.add(new Plan.Form(batch, choice.size(), true));
        }
        ScheduledBatchSampler batches = new ScheduledBatchSampler(sampler, choices, schedule.sampling());
        IntFunction<Plan> plans = epoch -> new IndexedPlan(
                batches.batches(epoch).stream()
                        .map(batch -> new IndexedPlan.Part(
                                prepared.get(batch.choice()),
                                forms.get(batch.choice()).size(),
                                batch.indices()))
                        .toList(),
                seeding(recipe.options(), epoch));
        Loader.Count count = new Loader.Count(batches.batches(), batches.samples(), batches.averageBatchSize());
        return new Loader(recipe, plans, setup(recipe, forms), count);
    }

    private static IndexSampler sampler(int samples, LoaderOptions options) {
        Replica process = options.process();
        if (!options.training) {
            return new OrderedDistributedSampler(samples, process);
        }
        if (options.augRepeats > 0) {
            RepeatAugSampler.Options usual = RepeatAugSampler.Options.DEFAULT;
            return new RepeatAugSampler(
                    samples,
                    process,
                    new RepeatAugSampler.Options(
                            true, options.augRepeats, usual.selectedRound(), usual.selectedRatio()));
        }
        return new DistributedSampler(samples, process, options.seed);
    }

    private static IndexedPlan.Seeding seeding(LoaderOptions options, int epoch) {
        return new IndexedPlan.Seeding(options.seed, epoch, options.process());
    }

    private static Assembly.Setup setup(Recipe recipe, List<Plan.Form> forms) {
        LoaderOptions options = recipe.options();
        HostBatch.Layout layout = new HostBatch.Layout(
                options.normalizing.hostType(), recipe.config().inputSize().channels(), options.views());
        int largest = forms.stream().mapToInt(layout::bytes).max().orElseThrow();
        // whole batches are mixed and erased otherwise in each process
        long seed = options.seed + 0x9E3779B97F4A7C15L * options.process().rank();
        return new Assembly.Setup(layout, options.ahead(), seed, new Buffers(largest), new Signal());
    }

    private static Loader.Count count(LoaderOptions options, int samples) {
        int batch = options.batchSize;
        return options.dropLast
                ? new Loader.Count(samples / batch, samples - samples % batch, batch)
                : new Loader.Count((samples + batch - 1) / batch, samples, batch);
    }
}
