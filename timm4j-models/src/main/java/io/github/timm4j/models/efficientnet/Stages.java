package io.github.timm4j.models.efficientnet;

/** What the stages of the mobile networks consist of, one line a stage. */
final class Stages {
    static final StageDefs EFFICIENTNET = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_se0.25",
            "ir_r2_k3_s2_e6_c24_se0.25",
            "ir_r2_k5_s2_e6_c40_se0.25",
            "ir_r3_k3_s2_e6_c80_se0.25",
            "ir_r3_k5_s1_e6_c112_se0.25",
            "ir_r4_k5_s2_e6_c192_se0.25",
            "ir_r1_k3_s1_e6_c320_se0.25");

    static final StageDefs COND_CONV = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_se0.25",
            "ir_r2_k3_s2_e6_c24_se0.25",
            "ir_r2_k5_s2_e6_c40_se0.25",
            "ir_r3_k3_s2_e6_c80_se0.25",
            "ir_r3_k5_s1_e6_c112_se0.25_cc4",
            "ir_r4_k5_s2_e6_c192_se0.25_cc4",
            "ir_r1_k3_s1_e6_c320_se0.25_cc4");

    static final StageDefs EDGE = StageDefs.of(
            "er_r1_k3_s1_e4_c24_fc24_noskip",
            "er_r2_k3_s2_e8_c32",
            "er_r4_k3_s2_e8_c48",
            "ir_r5_k5_s2_e8_c96",
            "ir_r4_k5_s1_e8_c144",
            "ir_r2_k5_s2_e8_c192");

    static final StageDefs H = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_se0.25_d1",
            "er_r2_k3_s2_e4_c24_se0.25_nre",
            "er_r2_k5_s2_e4_c40_se0.25_nre",
            "ir_r3_k3_s2_e4_c80_se0.25",
            "ir_r3_k5_s1_e6_c112_se0.25",
            "ir_r4_k5_s2_e6_c192_se0.25",
            "ir_r1_k3_s1_e6_c320_se0.25");

    static final StageDefs LITE = StageDefs.of(
            "ds_r1_k3_s1_e1_c16",
            "ir_r2_k3_s2_e6_c24",
            "ir_r2_k5_s2_e6_c40",
            "ir_r3_k3_s2_e6_c80",
            "ir_r3_k5_s1_e6_c112",
            "ir_r4_k5_s2_e6_c192",
            "ir_r1_k3_s1_e6_c320");

    static final StageDefs X = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_se0.25_d1",
            "er_r2_k3_s2_e6_c24_se0.25_nre",
            "er_r2_k5_s2_e6_c40_se0.25_nre",
            "ir_r3_k3_s2_e6_c80_se0.25",
            "ir_r3_k5_s1_e6_c112_se0.25",
            "ir_r4_k5_s2_e6_c192_se0.25",
            "ir_r1_k3_s1_e6_c320_se0.25");

    static final StageDefs V2_L = StageDefs.of(
            "cn_r4_k3_s1_e1_c32_skip",
            "er_r7_k3_s2_e4_c64",
            "er_r7_k3_s2_e4_c96",
            "ir_r10_k3_s2_e4_c192_se0.25",
            "ir_r19_k3_s1_e6_c224_se0.25",
            "ir_r25_k3_s2_e6_c384_se0.25",
            "ir_r7_k3_s1_e6_c640_se0.25");

    static final StageDefs V2_M = StageDefs.of(
            "cn_r3_k3_s1_e1_c24_skip",
            "er_r5_k3_s2_e4_c48",
            "er_r5_k3_s2_e4_c80",
            "ir_r7_k3_s2_e4_c160_se0.25",
            "ir_r14_k3_s1_e6_c176_se0.25",
            "ir_r18_k3_s2_e6_c304_se0.25",
            "ir_r5_k3_s1_e6_c512_se0.25");

    static final StageDefs V2_RW_S = StageDefs.of(
            "er_r2_k3_s1_e1_c24",
            "er_r4_k3_s2_e4_c48",
            "er_r4_k3_s2_e4_c64",
            "ir_r6_k3_s2_e4_c128_se0.25",
            "ir_r9_k3_s1_e6_c160_se0.25",
            "ir_r15_k3_s2_e6_c272_se0.25");

    static final StageDefs V2_S = StageDefs.of(
            "cn_r2_k3_s1_e1_c24_skip",
            "er_r4_k3_s2_e4_c48",
            "er_r4_k3_s2_e4_c64",
            "ir_r6_k3_s2_e4_c128_se0.25",
            "ir_r9_k3_s1_e6_c160_se0.25",
            "ir_r15_k3_s2_e6_c256_se0.25");

    static final StageDefs V2_XL = StageDefs.of(
            "cn_r4_k3_s1_e1_c32_skip",
            "er_r8_k3_s2_e4_c64",
            "er_r8_k3_s2_e4_c96",
            "ir_r16_k3_s2_e4_c192_se0.25",
            "ir_r24_k3_s1_e6_c256_se0.25",
            "ir_r32_k3_s2_e6_c512_se0.25",
            "ir_r8_k3_s1_e6_c640_se0.25");

    static final StageDefs FBNET_C = StageDefs.of(
            "ir_r1_k3_s1_e1_c16",
            "ir_r1_k3_s2_e6_c24 ir_r2_k3_s1_e1_c24",
            "ir_r1_k5_s2_e6_c32 ir_r1_k5_s1_e3_c32 ir_r1_k5_s1_e6_c32 ir_r1_k3_s1_e6_c32",
            "ir_r1_k5_s2_e6_c64 ir_r1_k5_s1_e3_c64 ir_r2_k5_s1_e6_c64",
            "ir_r3_k5_s1_e6_c112 ir_r1_k5_s1_e3_c112",
            "ir_r4_k5_s2_e6_c184",
            "ir_r1_k3_s1_e6_c352");

    static final StageDefs MIXNET_M = StageDefs.of(
            "ds_r1_k3_s1_e1_c24",
            "ir_r1_k3.5.7_a1.1_p1.1_s2_e6_c32 ir_r1_k3_a1.1_p1.1_s1_e3_c32",
            "ir_r1_k3.5.7.9_s2_e6_c40_se0.5_nsw ir_r3_k3.5_a1.1_p1.1_s1_e6_c40_se0.5_nsw",
            "ir_r1_k3.5.7_s2_e6_c80_se0.25_nsw ir_r3_k3.5.7.9_a1.1_p1.1_s1_e6_c80_se0.25_nsw",
            "ir_r1_k3_s1_e6_c120_se0.5_nsw ir_r3_k3.5.7.9_a1.1_p1.1_s1_e3_c120_se0.5_nsw",
            "ir_r1_k3.5.7.9_s2_e6_c200_se0.5_nsw ir_r3_k3.5.7.9_p1.1_s1_e6_c200_se0.5_nsw");

    static final StageDefs MIXNET_S = StageDefs.of(
            "ds_r1_k3_s1_e1_c16",
            "ir_r1_k3_a1.1_p1.1_s2_e6_c24 ir_r1_k3_a1.1_p1.1_s1_e3_c24",
            "ir_r1_k3.5.7_s2_e6_c40_se0.5_nsw ir_r3_k3.5_a1.1_p1.1_s1_e6_c40_se0.5_nsw",
            "ir_r1_k3.5.7_p1.1_s2_e6_c80_se0.25_nsw ir_r2_k3.5_p1.1_s1_e6_c80_se0.25_nsw",
            "ir_r1_k3.5.7_a1.1_p1.1_s1_e6_c120_se0.5_nsw ir_r2_k3.5.7.9_a1.1_p1.1_s1_e3_c120_se0.5_nsw",
            "ir_r1_k3.5.7.9.11_s2_e6_c200_se0.5_nsw ir_r2_k3.5.7.9_p1.1_s1_e6_c200_se0.5_nsw");

    static final StageDefs MNASNET_B1 = StageDefs.of(
            "ds_r1_k3_s1_c16_noskip",
            "ir_r3_k3_s2_e3_c24",
            "ir_r3_k5_s2_e3_c40",
            "ir_r3_k5_s2_e6_c80",
            "ir_r2_k3_s1_e6_c96",
            "ir_r4_k5_s2_e6_c192",
            "ir_r1_k3_s1_e6_c320_noskip");

    static final StageDefs MNASNET_SMALL = StageDefs.of(
            "ds_r1_k3_s1_c8",
            "ir_r1_k3_s2_e3_c16",
            "ir_r2_k3_s2_e6_c16",
            "ir_r4_k5_s2_e6_c32_se0.25",
            "ir_r3_k3_s1_e6_c32_se0.25",
            "ir_r3_k5_s2_e6_c88_se0.25",
            "ir_r1_k3_s1_e6_c144");

    static final StageDefs EDGETPU = StageDefs.of(
            "cn_r1_k1_s1_c16",
            "er_r1_k3_s2_e8_c32 er_r3_k3_s1_e4_c32",
            "er_r1_k3_s2_e8_c48 er_r3_k3_s1_e4_c48",
            "ir_r1_k3_s2_e8_c96 ir_r3_k3_s1_e4_c96",
            "ir_r1_k3_s1_e8_c96_noskip ir_r3_k3_s1_e4_c96",
            "ir_r1_k5_s2_e8_c160 ir_r3_k5_s1_e4_c160",
            "ir_r1_k3_s1_e8_c192");

    static final StageDefs EDGETPU_V2_L = StageDefs.of(
            "cn_r1_k1_s1_c32",
            "er_r1_k3_s2_e8_c64 er_r1_k3_s1_e4_gs128_c64",
            "er_r1_k3_s2_e8_c96 er_r1_k3_s1_e4_gs128_c96 er_r1_k3_s1_e4_c96 er_r1_k3_s1_e4_gs128_c96",
            "er_r1_k3_s2_e8_c192 ir_r3_k3_s1_e4_c192",
            "ir_r1_k3_s1_e8_c240 ir_r3_k3_s1_e4_c240",
            "ir_r1_k3_s2_e8_c256 ir_r3_k3_s1_e4_c256",
            "ir_r1_k3_s1_e8_c384");

    static final StageDefs EDGETPU_V2_M = StageDefs.of(
            "cn_r1_k1_s1_c32",
            "er_r1_k3_s2_e8_c64 er_r1_k3_s1_e4_gs64_c64",
            "er_r1_k3_s2_e8_c80 er_r1_k3_s1_e4_gs64_c80 er_r1_k3_s1_e4_c80 er_r1_k3_s1_e4_gs64_c80",
            "er_r1_k3_s2_e8_c160 ir_r3_k3_s1_e4_c160",
            "ir_r1_k3_s1_e8_c192 ir_r3_k3_s1_e4_c192",
            "ir_r1_k3_s2_e8_c240 ir_r3_k3_s1_e4_c240",
            "ir_r1_k3_s1_e8_c320");

    static final StageDefs EDGETPU_V2_S = StageDefs.of(
            "cn_r1_k1_s1_c24",
            "er_r1_k3_s2_e8_c48 er_r1_k3_s1_e4_gs64_c48",
            "er_r1_k3_s2_e8_c64 er_r1_k3_s1_e4_gs64_c64 er_r1_k3_s1_e4_c64 er_r1_k3_s1_e4_gs64_c64",
            "er_r1_k3_s2_e8_c128 ir_r3_k3_s1_e4_c128",
            "ir_r1_k3_s1_e8_c160 ir_r3_k3_s1_e4_c160",
            "ir_r1_k3_s2_e8_c192 ir_r3_k3_s1_e4_c192",
            "ir_r1_k3_s1_e8_c256");

    static final StageDefs EDGETPU_V2_XS = StageDefs.of(
            "cn_r1_k1_s1_c16",
            "er_r1_k3_s2_e8_c32 er_r1_k3_s1_e4_gs64_c32",
            "er_r1_k3_s2_e8_c48 er_r1_k3_s1_e4_gs64_c48 er_r1_k3_s1_e4_c48 er_r1_k3_s1_e4_gs64_c48",
            "er_r1_k3_s2_e8_c96 ir_r3_k3_s1_e4_c96",
            "ir_r1_k3_s1_e8_c144 ir_r3_k3_s1_e4_c144",
            "ir_r1_k3_s2_e8_c160 ir_r3_k3_s1_e4_c160",
            "ir_r1_k3_s1_e8_c192");

    static final StageDefs MOBILENET_V1 = StageDefs.of(
            "dsa_r1_k3_s1_c64", "dsa_r2_k3_s2_c128", "dsa_r2_k3_s2_c256", "dsa_r6_k3_s2_c512", "dsa_r2_k3_s2_c1024");

    static final StageDefs MOBILENET_V2 = StageDefs.of(
            "ds_r1_k3_s1_c16",
            "ir_r2_k3_s2_e6_c24",
            "ir_r3_k3_s2_e6_c32",
            "ir_r4_k3_s2_e6_c64",
            "ir_r3_k3_s1_e6_c96",
            "ir_r3_k3_s2_e6_c160",
            "ir_r1_k3_s1_e6_c320");

    static final StageDefs MNASNET_A1 = StageDefs.of(
            "ds_r1_k3_s1_e1_c16_noskip",
            "ir_r2_k3_s2_e6_c24",
            "ir_r3_k5_s2_e3_c40_se0.25",
            "ir_r4_k3_s2_e6_c80",
            "ir_r2_k3_s1_e6_c112_se0.25",
            "ir_r3_k5_s2_e6_c160_se0.25",
            "ir_r1_k3_s1_e6_c320");

    static final StageDefs SPNASNET = StageDefs.of(
            "ds_r1_k3_s1_c16_noskip",
            "ir_r3_k3_s2_e3_c24",
            "ir_r1_k5_s2_e6_c40 ir_r3_k3_s1_e3_c40",
            "ir_r1_k5_s2_e6_c80 ir_r3_k3_s1_e3_c80",
            "ir_r1_k5_s1_e6_c96 ir_r3_k5_s1_e3_c96",
            "ir_r4_k5_s2_e6_c192",
            "ir_r1_k3_s1_e6_c320_noskip");

    static final StageDefs TEST = StageDefs.of(
            "cn_r1_k3_s1_e1_c16_skip",
            "er_r1_k3_s2_e4_c24",
            "er_r1_k3_s2_e4_c32",
            "ir_r1_k3_s2_e4_c48_se0.25",
            "ir_r1_k3_s2_e4_c64_se0.25");

    static final StageDefs V2_BASE = StageDefs.of(
            "cn_r1_k3_s1_e1_c16_skip",
            "er_r2_k3_s2_e4_c32",
            "er_r2_k3_s2_e4_c48",
            "ir_r3_k3_s2_e4_c96_se0.25",
            "ir_r5_k3_s1_e6_c112_se0.25",
            "ir_r8_k3_s2_e6_c192_se0.25");

    private Stages() {}
}
