package io.github.timm4j.models.mobilenetv3;

import io.github.timm4j.models.efficientnet.StageDefs;

/** What the stages of the networks consist of, one line a stage. */
final class Stages {
    static final StageDefs FBNETV3_B = StageDefs.of(
            "ds_r2_k3_s1_e1_c16",
            "ir_r1_k5_s2_e4_c24 ir_r3_k5_s1_e2_c24",
            "ir_r1_k5_s2_e5_c40_se0.25 ir_r4_k5_s1_e3_c40_se0.25",
            "ir_r1_k5_s2_e5_c72 ir_r4_k3_s1_e3_c72",
            "ir_r1_k3_s1_e5_c120_se0.25 ir_r5_k5_s1_e3_c120_se0.25",
            "ir_r1_k3_s2_e6_c184_se0.25 ir_r5_k5_s1_e4_c184_se0.25 ir_r1_k5_s1_e6_c224_se0.25",
            "cn_r1_k1_s1_c1344");

    static final StageDefs FBNETV3_D = StageDefs.of(
            "ds_r2_k3_s1_e1_c16",
            "ir_r1_k3_s2_e5_c24 ir_r5_k3_s1_e2_c24",
            "ir_r1_k5_s2_e4_c40_se0.25 ir_r4_k3_s1_e3_c40_se0.25",
            "ir_r1_k3_s2_e5_c72 ir_r4_k3_s1_e3_c72",
            "ir_r1_k3_s1_e5_c128_se0.25 ir_r6_k5_s1_e3_c128_se0.25",
            "ir_r1_k3_s2_e6_c208_se0.25 ir_r5_k5_s1_e5_c208_se0.25 ir_r1_k5_s1_e6_c240_se0.25",
            "cn_r1_k1_s1_c1440");

    static final StageDefs FBNETV3_G = StageDefs.of(
            "ds_r3_k3_s1_e1_c24",
            "ir_r1_k5_s2_e4_c40 ir_r4_k5_s1_e2_c40",
            "ir_r1_k5_s2_e4_c56_se0.25 ir_r4_k5_s1_e3_c56_se0.25",
            "ir_r1_k5_s2_e5_c104 ir_r4_k3_s1_e3_c104",
            "ir_r1_k3_s1_e5_c160_se0.25 ir_r8_k5_s1_e3_c160_se0.25",
            "ir_r1_k3_s2_e6_c264_se0.25 ir_r6_k5_s1_e5_c264_se0.25 ir_r2_k5_s1_e6_c288_se0.25",
            "cn_r1_k1_s1_c1728");

    static final StageDefs LCNET = StageDefs.of(
            "dsa_r1_k3_s1_c32",
            "dsa_r2_k3_s2_c64",
            "dsa_r2_k3_s2_c128",
            "dsa_r1_k3_s2_c256 dsa_r1_k5_s1_c256",
            "dsa_r4_k5_s1_c256",
            "dsa_r2_k5_s2_c512_se0.25");

    static final StageDefs LARGE = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_nre",
            "ir_r1_k3_s2_e4_c24_nre ir_r1_k3_s1_e3_c24_nre",
            "ir_r3_k5_s2_e3_c40_se0.25_nre",
            "ir_r1_k3_s2_e6_c80 ir_r1_k3_s1_e2.5_c80 ir_r2_k3_s1_e2.3_c80",
            "ir_r2_k3_s1_e6_c112_se0.25",
            "ir_r3_k5_s2_e6_c160_se0.25",
            "cn_r1_k1_s1_c960");

    static final StageDefs EARLY = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_nre_noskip",
            "ir_r1_k3_s2_e4_c24_nre ir_r1_k3_s1_e3_c24_nre",
            "ir_r3_k5_s2_e3_c40_se0.25_nre",
            "ir_r1_k3_s2_e6_c80 ir_r1_k3_s1_e2.5_c80 ir_r2_k3_s1_e2.3_c80",
            "ir_r2_k3_s1_e6_c112_se0.25",
            "ir_r3_k5_s2_e6_c160_se0.25",
            "cn_r1_k1_s1_c960");

    static final StageDefs SMALL = StageDefs.of(
            "ds_r1_k3_s2_e1_c16_se0.25_nre",
            "ir_r1_k3_s2_e4.5_c24_nre ir_r1_k3_s1_e3.67_c24_nre",
            "ir_r1_k5_s2_e4_c40_se0.25 ir_r2_k5_s1_e6_c40_se0.25",
            "ir_r2_k5_s1_e3_c48_se0.25",
            "ir_r3_k5_s2_e6_c96_se0.25",
            "cn_r1_k1_s1_c576");

    static final StageDefs V4_CONV_LARGE = StageDefs.of(
            "er_r1_k3_s2_e4_c48",
            "uir_r1_a3_k5_s2_e4_c96 uir_r1_a3_k3_s1_e4_c96",
            "uir_r1_a3_k5_s2_e4_c192 uir_r3_a3_k3_s1_e4_c192 uir_r1_a3_k5_s1_e4_c192 uir_r5_a5_k3_s1_e4_c192 "
                    + "uir_r1_a3_k0_s1_e4_c192",
            "uir_r4_a5_k5_s2_e4_c512 uir_r1_a5_k0_s1_e4_c512 uir_r1_a5_k3_s1_e4_c512 uir_r2_a5_k0_s1_e4_c512 "
                    + "uir_r1_a5_k3_s1_e4_c512 uir_r1_a5_k5_s1_e4_c512 uir_r3_a5_k0_s1_e4_c512",
            "cn_r1_k1_s1_c960");

    static final StageDefs V4_CONV_MEDIUM = StageDefs.of(
            "er_r1_k3_s2_e4_c48",
            "uir_r1_a3_k5_s2_e4_c80 uir_r1_a3_k3_s1_e2_c80",
            "uir_r1_a3_k5_s2_e6_c160 uir_r2_a3_k3_s1_e4_c160 uir_r1_a3_k5_s1_e4_c160 uir_r1_a3_k3_s1_e4_c160 "
                    + "uir_r1_a3_k0_s1_e4_c160 uir_r1_a0_k0_s1_e2_c160 uir_r1_a3_k0_s1_e4_c160",
            "uir_r1_a5_k5_s2_e6_c256 uir_r1_a5_k5_s1_e4_c256 uir_r2_a3_k5_s1_e4_c256 uir_r1_a0_k0_s1_e4_c256 "
                    + "uir_r1_a3_k0_s1_e4_c256 uir_r1_a3_k5_s1_e2_c256 uir_r1_a5_k5_s1_e4_c256 uir_r2_a0_k0_s1_e4_c256 "
                    + "uir_r1_a5_k0_s1_e2_c256",
            "cn_r1_k1_s1_c960");

    static final StageDefs V4_CONV_SMALL = StageDefs.of(
            "cn_r1_k3_s2_e1_c32 cn_r1_k1_s1_e1_c32",
            "cn_r1_k3_s2_e1_c96 cn_r1_k1_s1_e1_c64",
            "uir_r1_a5_k5_s2_e3_c96 uir_r4_a0_k3_s1_e2_c96 uir_r1_a3_k0_s1_e4_c96",
            "uir_r1_a3_k3_s2_e6_c128 uir_r1_a5_k5_s1_e4_c128 uir_r1_a0_k5_s1_e4_c128 uir_r1_a0_k5_s1_e3_c128 "
                    + "uir_r2_a0_k3_s1_e4_c128",
            "cn_r1_k1_s1_c960");

    static final StageDefs V4_HYBRID_LARGE = StageDefs.of(
            "er_r1_k3_s2_e4_c48",
            "uir_r1_a3_k5_s2_e4_c96 uir_r1_a3_k3_s1_e4_c96",
            "uir_r1_a3_k5_s2_e4_c192 uir_r3_a3_k3_s1_e4_c192 uir_r1_a3_k5_s1_e4_c192 uir_r2_a5_k3_s1_e4_c192 "
                    + "mqa_r1_k3_h8_s1_v2_d48_c192 uir_r1_a5_k3_s1_e4_c192 mqa_r1_k3_h8_s1_v2_d48_c192 "
                    + "uir_r1_a5_k3_s1_e4_c192 mqa_r1_k3_h8_s1_v2_d48_c192 uir_r1_a5_k3_s1_e4_c192 "
                    + "mqa_r1_k3_h8_s1_v2_d48_c192 uir_r1_a3_k0_s1_e4_c192",
            "uir_r4_a5_k5_s2_e4_c512 uir_r1_a5_k0_s1_e4_c512 uir_r1_a5_k3_s1_e4_c512 uir_r2_a5_k0_s1_e4_c512 "
                    + "uir_r1_a5_k3_s1_e4_c512 uir_r1_a5_k5_s1_e4_c512 mqa_r1_k3_h8_s1_d64_c512 uir_r1_a5_k0_s1_e4_c512 "
                    + "mqa_r1_k3_h8_s1_d64_c512 uir_r1_a5_k0_s1_e4_c512 mqa_r1_k3_h8_s1_d64_c512 "
                    + "uir_r1_a5_k0_s1_e4_c512 mqa_r1_k3_h8_s1_d64_c512 uir_r1_a5_k0_s1_e4_c512",
            "cn_r1_k1_s1_c960");

    static final StageDefs V4_HYBRID_MEDIUM = StageDefs.of(
            "er_r1_k3_s2_e4_c48",
            "uir_r1_a3_k5_s2_e4_c80 uir_r1_a3_k3_s1_e2_c80",
            "uir_r1_a3_k5_s2_e6_c160 uir_r1_a0_k0_s1_e2_c160 uir_r1_a3_k3_s1_e4_c160 uir_r1_a3_k5_s1_e4_c160 "
                    + "mqa_r1_k3_h4_s1_v2_d64_c160 uir_r1_a3_k3_s1_e4_c160 mqa_r1_k3_h4_s1_v2_d64_c160 "
                    + "uir_r1_a3_k0_s1_e4_c160 mqa_r1_k3_h4_s1_v2_d64_c160 uir_r1_a3_k3_s1_e4_c160 "
                    + "mqa_r1_k3_h4_s1_v2_d64_c160 uir_r1_a3_k0_s1_e4_c160",
            "uir_r1_a5_k5_s2_e6_c256 uir_r1_a5_k5_s1_e4_c256 uir_r2_a3_k5_s1_e4_c256 uir_r1_a0_k0_s1_e2_c256 "
                    + "uir_r1_a3_k5_s1_e2_c256 uir_r1_a0_k0_s1_e2_c256 uir_r1_a0_k0_s1_e4_c256 mqa_r1_k3_h4_s1_d64_c256 "
                    + "uir_r1_a3_k0_s1_e4_c256 mqa_r1_k3_h4_s1_d64_c256 uir_r1_a5_k5_s1_e4_c256 "
                    + "mqa_r1_k3_h4_s1_d64_c256 uir_r1_a5_k0_s1_e4_c256 mqa_r1_k3_h4_s1_d64_c256 "
                    + "uir_r1_a5_k0_s1_e4_c256",
            "cn_r1_k1_s1_c960");

    static final StageDefs LARGE_MINIMAL = StageDefs.of(
            "ds_r1_k3_s1_e1_c16",
            "ir_r1_k3_s2_e4_c24 ir_r1_k3_s1_e3_c24",
            "ir_r3_k3_s2_e3_c40",
            "ir_r1_k3_s2_e6_c80 ir_r1_k3_s1_e2.5_c80 ir_r2_k3_s1_e2.3_c80",
            "ir_r2_k3_s1_e6_c112",
            "ir_r3_k3_s2_e6_c160",
            "cn_r1_k1_s1_c960");

    static final StageDefs SMALL_MINIMAL = StageDefs.of(
            "ds_r1_k3_s2_e1_c16",
            "ir_r1_k3_s2_e4.5_c24 ir_r1_k3_s1_e3.67_c24",
            "ir_r1_k3_s2_e4_c40 ir_r2_k3_s1_e6_c40",
            "ir_r2_k3_s1_e3_c48",
            "ir_r3_k3_s2_e6_c96",
            "cn_r1_k1_s1_c576");

    private Stages() {}
}
