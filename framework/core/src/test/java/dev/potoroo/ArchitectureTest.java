package dev.potoroo;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.stream.Stream;

/** Which package may know which; dependencies run one way. */
@AnalyzeClasses(packages = "dev.potoroo", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String DSL = "dev.potoroo";
  private static final String CONNECTOR = "dev.potoroo.connector..";
  private static final String STATUS = "dev.potoroo.status..";
  private static final String SERVICE = "dev.potoroo.service..";
  private static final String INTERNAL = "dev.potoroo.internal..";
  private static final String TOPOLOGY = "dev.potoroo.internal.topology..";
  private static final String CONFIG = "dev.potoroo.internal.config..";
  private static final String RUNTIME = "dev.potoroo.internal.runtime..";
  private static final String STORE = "dev.potoroo.store..";
  private static final String TRACING = "dev.potoroo.tracing..";
  private static final String STORES = "dev.potoroo.internal.store..";
  private static final String PEKKO = "org.apache.pekko..";

  @ArchTest
  static final ArchRule connectorsKnowNothingOfWhatUsesThem =
      neverKnows(CONNECTOR, DSL, STATUS, SERVICE, INTERNAL, PEKKO);

  @ArchTest
  static final ArchRule theLanguageNeverReachesInside =
      neverKnows(DSL, STATUS, SERVICE, STORE, INTERNAL, PEKKO);

  @ArchTest static final ArchRule statusIsPlain = neverKnows(STATUS, SERVICE, INTERNAL, PEKKO);

  @ArchTest
  static final ArchRule theTopologyKnowsNothingOfARun =
      neverKnows(TOPOLOGY, SERVICE, RUNTIME, CONFIG, PEKKO);

  @ArchTest
  static final ArchRule configurationKnowsNothingOfARun =
      neverKnows(CONFIG, SERVICE, RUNTIME, PEKKO);

  @ArchTest
  static final ArchRule aStoreKnowsNothingOfWhatUsesIt =
      neverKnows(STORE, CONNECTOR, STATUS, SERVICE, INTERNAL, PEKKO);

  @ArchTest
  static final ArchRule tracingKnowsNothingOfWhatUsesIt =
      neverKnows(TRACING, CONNECTOR, STATUS, SERVICE, STORE, INTERNAL, PEKKO);

  @ArchTest
  static final ArchRule storesKnowNothingOfARun = neverKnows(STORES, SERVICE, RUNTIME, PEKKO);

  @ArchTest
  static final ArchRule rocksDbIsKnownInOnePackage =
      noClasses()
          .that(not(resideInAPackage(STORES)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest static final ArchRule theRuntimeKnowsNothingOfTheService = neverKnows(RUNTIME, SERVICE);

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .assignedFrom(
              new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                  String name = type.getPackageName();
                  // Connectors are one part: the interfaces, and those that bring no library.
                  return SliceIdentifier.of(
                      name.startsWith("dev.potoroo.connector") ? "dev.potoroo.connector" : name);
                }

                @Override
                public String getDescription() {
                  return "packages";
                }
              })
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule actorsLiveInTheRuntime =
      noClasses()
          .that(not(resideInAnyPackage(RUNTIME, SERVICE)))
          .should()
          .dependOnClassesThat(resideInAPackage(PEKKO));

  @ArchTest
  static final ArchRule publicSignaturesNameNoActorsAndNothingInternal =
      methods()
          .that()
          .areDeclaredInClassesThat(resideInAnyPackage(DSL, CONNECTOR, STATUS, STORE, TRACING))
          .and()
          .arePublic()
          .should(
              new ArchCondition<JavaMethod>("have plain types in their signatures") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  Stream.concat(
                          Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                      .map(JavaType::getAllInvolvedRawTypes)
                      .flatMap(types -> types.stream())
                      .filter(resideInAnyPackage(PEKKO, "scala..", INTERNAL))
                      .forEach(
                          type ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      method, method.getFullName() + " names " + type.getName())));
                }
              });

  @ArchTest
  static final ArchRule theTopologyIsPure =
      noClasses()
          .that()
          .resideInAPackage(TOPOLOGY)
          .should()
          .dependOnClassesThat(
              describe(
                  "are clocks, threads, I/O or logs",
                  (JavaClass type) ->
                      type.getPackageName().startsWith("java.nio.file")
                          || type.getPackageName().startsWith("java.nio.channels")
                          || type.getPackageName().startsWith("java.net")
                          || type.getPackageName().startsWith("java.util.concurrent")
                          || type.getPackageName().startsWith("org.slf4j")
                          || type.isAssignableTo(Thread.class)
                          || type.getPackageName().equals("java.time")
                          || type.isAssignableTo(java.io.InputStream.class)
                          || type.isAssignableTo(java.io.OutputStream.class)
                          || type.isEquivalentTo(java.io.File.class)
                          || type.isEquivalentTo(System.class)));

  private static ArchRule neverKnows(String who, String... never) {
    return noClasses()
        .that()
        .resideInAPackage(who)
        .should()
        .dependOnClassesThat(resideInAnyPackage(never))
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> not(DescribedPredicate<? super JavaClass> other) {
    return DescribedPredicate.<JavaClass>not(other);
  }
}
