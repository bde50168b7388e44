package dev.potoroo.connector.pekko;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A connector is written against what is public, as anybody's could be. */
@AnalyzeClasses(packages = "dev.potoroo.connector.pekko", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNothingOfTheInside =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.potoroo.internal..");
}
