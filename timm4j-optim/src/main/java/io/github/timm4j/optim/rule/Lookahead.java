package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Another rule whose parameters return, every few steps, part of the way to where they were (arXiv:1907.08610),
 * {@code timm.optim.Lookahead}. The first return only notes where they are.
 *
 * @param base the rule that makes the steps
 * @param alpha share of the way that is kept, 0 to 1
 * @param k steps between returns
 */
public record Lookahead(UpdateRule base, double alpha, int k) implements UpdateRule {
    private static final String STEP = "lookahead_step";
    private static final String SLOW = "lookahead_slow_buff";
    private static final Kernel COPY =
            Kernel.function("slow: List[Tensor], fast: List[Tensor]", "NoneType", "torch._foreach_copy_(slow, fast)");
    private static final Kernel RETURN = Kernel.each(SLOW, "alpha: float", """
            lookahead_slow_buff.add_(p - lookahead_slow_buff, alpha=alpha)
            p.copy_(lookahead_slow_buff)
            """);

    /** Checks the ranges. */
    public Lookahead {
        Check.atMostOne("lookahead_alpha", alpha);
        if (k < 1) {
            throw new IllegalArgumentException("lookahead_k must be at least 1, found " + k);
        }
    }

    /**
     * The rule with the defaults of timm.
     *
     * @param base the rule that makes the steps
     * @return half of the way, every six steps
     */
    public static Lookahead of(UpdateRule base) {
        return new Lookahead(base, 0.5, 6);
    }

    @Override
    public void update(Cohort cohort) {
        base.update(cohort);
        if (cohort.scalar(STEP) % k != 0) {
            return;
        }
        List<ParameterState> first = cohort.allocate(SLOW);
        if (!first.isEmpty()) {
            COPY.run(
                    first.stream().map(member -> member.tensor(SLOW)).toList(),
                    first.stream().map(ParameterState::array).toList());
        }
        cohort.run(RETURN, alpha);
    }

    @Override
    public List<Counter> groupCounters() {
        List<Counter> counters = new ArrayList<>(base.groupCounters());
        counters.add(new Counter(STEP, Kind.INT, true));
        return counters;
    }

    @Override
    public double defaultLearningRate() {
        return base.defaultLearningRate();
    }

    @Override
    public double defaultWeightDecay() {
        return base.defaultWeightDecay();
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return base.layout(parameter);
    }

    @Override
    public void prepare(StepScope step) {
        base.prepare(step);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return base.inertSettings();
    }

    @Override
    public boolean maximize() {
        return base.maximize();
    }

    @Override
    public boolean correctedWeightDecay() {
        return base.correctedWeightDecay();
    }

    @Override
    public boolean needsPositiveLearningRate() {
        return base.needsPositiveLearningRate();
    }

    @Override
    public boolean secondOrder() {
        return base.secondOrder();
    }

    @Override
    public Lookahead completed(boolean learningRateGiven) {
        return new Lookahead(base.completed(learningRateGiven), alpha, k);
    }
}
