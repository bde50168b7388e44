package dev.potoroo.management;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.potoroo.management", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule showsOnlyWhatTheLauncherNeeds =
      classes()
          .that()
          .doNotBelongToAnyOf(ManagementEndpoint.class, ManagementConfig.class)
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule knowsOnlyThePublicSideOfTheCore =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.potoroo.internal..");

  @ArchTest
  static final ArchRule seesScalaInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(UnreadableRequest.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.pekko.http.scaladsl..");
}
