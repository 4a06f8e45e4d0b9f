package io.github.timm4j.models;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import io.github.timm4j.fixtures.PackageRulesContract;
import org.junit.jupiter.api.Test;

class PackageRulesTest extends PackageRulesContract {
    PackageRulesTest() {
        super("io.github.timm4j.models", 50);
    }

    @Test
    void noFamilyKnowsAnotherExceptANamedAncestor() {
        slices().matching("io.github.timm4j.models.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "io.github.timm4j.models.efficientnet"))
                .check(classes());
    }
}
