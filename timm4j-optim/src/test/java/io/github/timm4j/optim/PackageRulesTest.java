package io.github.timm4j.optim;

import io.github.timm4j.fixtures.PackageRulesContract;

class PackageRulesTest extends PackageRulesContract {
    PackageRulesTest() {
        super("io.github.timm4j", 80);
    }
}
