package io.github.timm4j.loss;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills {@link LossOptions} under timm's argument names, each with timm's default. */
public final class LossOptionsBuilder {
    private final @Nullable LossType lossType;
    private boolean multiLabel;
    private boolean softTargets;
    private double smoothing;
    private int jsdSplits;
    private ClassWeights classWeight = ClassWeights.NONE;
    private ClassWeights posWeight = ClassWeights.NONE;
    private @Nullable List<Float> classCounts;
    private @Nullable Integer numSamples;
    private @Nullable Double bceTargetThresh;
    private boolean bceSum;
    private double aslGammaPos = 1;
    private double aslGammaNeg = 4;
    private double aslClip = 0.05;
    private Reduction aslReduction = Reduction.BATCHMEAN;
    private double polyEpsilon = 2;
    private double polyGamma;
    private @Nullable Double polyAlpha;
    private double twowayTp = 4;
    private double twowayTn = 1;
    private double dbNegScale = 2;
    private double dbInitBias = 0.05;
    private double dbFocalGamma = 2;

    LossOptionsBuilder(@Nullable LossType lossType) {
        this.lossType = lossType;
    }

    /**
     * Makes the options.
     *
     * @return an immutable copy
     */
    public LossOptions build() {
        return new LossOptions(
                lossType,
                new LossOptions.Labels(multiLabel, softTargets, smoothing, jsdSplits),
                new LossOptions.Weights(classWeight, posWeight, classCounts, numSamples),
                new LossOptions.Bce(bceTargetThresh, bceSum),
                new LossOptions.Asl(aslGammaPos, aslGammaNeg, aslClip, aslReduction),
                new LossOptions.Poly(polyEpsilon, polyGamma, polyAlpha),
                new LossOptions.TwoWay(twowayTp, twowayTn),
                new LossOptions.Db(dbNegScale, dbInitBias, dbFocalGamma));
    }

    /**
     * Says whether a sample has several labels.
     *
     * @param value true for dense independent labels; default false
     * @return this
     */
    public LossOptionsBuilder multiLabel(boolean value) {
        multiLabel = value;
        return this;
    }

    /**
     * Says whether targets arrive as distributions, already smoothed.
     *
     * @param value true for mixup and its like; default false
     * @return this
     */
    public LossOptionsBuilder softTargets(boolean value) {
        softTargets = value;
        return this;
    }

    /**
     * Sets the label smoothing.
     *
     * @param value in [0, 1); default 0; not used for soft targets
     * @return this
     */
    public LossOptionsBuilder smoothing(double value) {
        smoothing = value;
        return this;
    }

    /**
     * Sets the number of augmentation splits of jsd.
     *
     * @param value above 1
     * @return this
     */
    public LossOptionsBuilder jsdSplits(int value) {
        jsdSplits = value;
        return this;
    }

    /**
     * Weights classes, in bce and multi-label asl.
     *
     * @param value one for all or one a class; default none
     * @return this
     */
    public LossOptionsBuilder classWeight(ClassWeights value) {
        classWeight = value;
        return this;
    }

    /**
     * Weights positive terms, in bce and multi-label asl.
     *
     * @param value one for all or one a class; default none
     * @return this
     */
    public LossOptionsBuilder posWeight(ClassWeights value) {
        posWeight = value;
        return this;
    }

    /**
     * Sets the label counts of db.
     *
     * @param value how often each class occurs
     * @return this
     */
    public LossOptionsBuilder classStats(ClassStats value) {
        classCounts = new ArrayList<>();
        for (float count : value.posCounts()) {
            classCounts.add(count);
        }
        numSamples = value.numSamples();
        return this;
    }

    /**
     * Makes the targets of bce binary.
     *
     * @param value the threshold; null, the default, for none
     * @return this
     */
    public LossOptionsBuilder bceTargetThresh(@Nullable Double value) {
        bceTargetThresh = value;
        return this;
    }

    /**
     * Sums bce over the classes.
     *
     * @param value default false
     * @return this
     */
    public LossOptionsBuilder bceSum(boolean value) {
        bceSum = value;
        return this;
    }

    /**
     * Sets the focus of asl on positives.
     *
     * @param value default 1
     * @return this
     */
    public LossOptionsBuilder aslGammaPos(double value) {
        aslGammaPos = value;
        return this;
    }

    /**
     * Sets the focus of asl on negatives.
     *
     * @param value default 4
     * @return this
     */
    public LossOptionsBuilder aslGammaNeg(double value) {
        aslGammaNeg = value;
        return this;
    }

    /**
     * Sets the margin of multi-label asl.
     *
     * @param value default 0.05, 0 for none
     * @return this
     */
    public LossOptionsBuilder aslClip(double value) {
        aslClip = value;
        return this;
    }

    /**
     * Sets the reduction of multi-label asl.
     *
     * @param value default batchmean
     * @return this
     */
    public LossOptionsBuilder aslReduction(Reduction value) {
        aslReduction = value;
        return this;
    }

    /**
     * Sets the coefficient of poly.
     *
     * @param value default 2
     * @return this
     */
    public LossOptionsBuilder polyEpsilon(double value) {
        polyEpsilon = value;
        return this;
    }

    /**
     * Sets the focus of multi-label poly.
     *
     * @param value default 0, none
     * @return this
     */
    public LossOptionsBuilder polyGamma(double value) {
        polyGamma = value;
        return this;
    }

    /**
     * Sets the balance of multi-label poly.
     *
     * @param value weight of positives; null, the default, for none
     * @return this
     */
    public LossOptionsBuilder polyAlpha(@Nullable Double value) {
        polyAlpha = value;
        return this;
    }

    /**
     * Sets the temperature of positives of twoway.
     *
     * @param value default 4
     * @return this
     */
    public LossOptionsBuilder twowayTp(double value) {
        twowayTp = value;
        return this;
    }

    /**
     * Sets the temperature of negatives of twoway.
     *
     * @param value default 1
     * @return this
     */
    public LossOptionsBuilder twowayTn(double value) {
        twowayTn = value;
        return this;
    }

    /**
     * Sets the negative scale of db.
     *
     * @param value default 2, 1 for none
     * @return this
     */
    public LossOptionsBuilder dbNegScale(double value) {
        dbNegScale = value;
        return this;
    }

    /**
     * Sets the prior shift of db.
     *
     * @param value default 0.05, 0 for none
     * @return this
     */
    public LossOptionsBuilder dbInitBias(double value) {
        dbInitBias = value;
        return this;
    }

    /**
     * Sets the focus of db.
     *
     * @param value default 2, 0 for none
     * @return this
     */
    public LossOptionsBuilder dbFocalGamma(double value) {
        dbFocalGamma = value;
        return this;
    }
}
