package io.github.timm4j.train;

import io.github.timm4j.fixtures.PackageRulesContract;

class PackageRulesTest extends PackageRulesContract {
    PackageRulesTest() {
        super("io.github.timm4j", 8);
    }
}
