package dev.potoroo.connector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.potoroo.connector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ConnectorDependenciesTest {
  @ArchTest
  static final ArchRule connectorsKnowNothingOfTheLanguageOrTheRuntime =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.potoroo.connector..",
              "dev.potoroo.fault..",
              "java..",
              "javax.net.ssl..",
              "org.slf4j..",
              "org.jspecify..");
}
