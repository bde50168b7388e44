package dev.potoroo.samples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Renders results as tables in Markdown, one for each workload: medians, least and most, and how
 * many times what Flink has. A system of which one run was wrong has no figures.
 */
final class Tables {
  private static final String BASE = Contender.FLINK.toString();

  private Tables() {}

  /** A column, of all runs of a system. */
  private record Column(String name, Function<List<Trial>, String> text) {}

  /** A field that is compared, and how it is written. */
  private record Figure(String name, String field, Function<Double, String> text) {
    String median(List<Trial> runs) {
      return text.apply(Tables.median(runs, this::value));
    }

    String range(List<Trial> runs) {
      double least = runs.stream().mapToDouble(this::value).min().orElseThrow();
      double most = runs.stream().mapToDouble(this::value).max().orElseThrow();
      return text.apply(least) + " to " + text.apply(most);
    }

    private double value(Trial run) {
      return run.value(field);
    }

    Column column() {
      return new Column(name, this::median);
    }
  }

  static String of(List<Trial> trials) {
    Map<String, List<Trial>> tables = grouped(trials, Trial::title);
    return tables.entrySet().stream()
        .map(table -> "### " + table.getKey() + "\n\n" + table(table.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, List<Trial>> grouped(List<Trial> trials, Function<Trial, String> by) {
    return trials.stream()
        .collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
  }

  private static String table(List<Trial> trials) {
    Map<String, List<Trial>> systems = grouped(trials, Trial::system);
    List<Column> columns = columns(trials.get(0), systems.getOrDefault(BASE, List.of()));
    List<String> lines = new ArrayList<>();
    lines.add(row(Stream.concat(Stream.of("system"), columns.stream().map(Column::name))));
    lines.add("|" + " --- |".repeat(columns.size() + 1));
    systems.forEach((system, runs) -> lines.add(row(cells(system, runs, columns))));
    return String.join("\n", lines) + "\n";
  }

  private static Stream<String> cells(String system, List<Trial> runs, List<Column> columns) {
    List<String> faults = runs.stream().flatMap(run -> run.fault().stream()).toList();
    if (faults.isEmpty()) {
      return Stream.concat(
          Stream.of(system + " " + runs.get(0).version()),
          columns.stream().map(column -> column.text().apply(runs)));
    }
    String why =
        "not shown: "
            + faults.size()
            + " of "
            + runs.size()
            + " runs wrong: "
            + faults.stream().distinct().collect(Collectors.joining("; "));
    return Stream.concat(
        Stream.of(system, why), Stream.generate(() -> "").limit(columns.size() - 1));
  }

  private static String row(Stream<String> cells) {
    return cells.collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static List<Column> columns(Trial one, List<Trial> base) {
    List<Figure> figures = figures(one);
    Figure first = figures.get(0);
    List<Column> columns = new ArrayList<>();
    columns.add(first.column());
    columns.add(new Column("least to most", first::range));
    columns.add(new Column("of Flink", runs -> ratio(first, runs, base)));
    figures.stream().skip(1).map(Figure::column).forEach(columns::add);
    columns.add(new Column("runs", runs -> Integer.toString(runs.size())));
    return columns;
  }

  /** The first one is what systems are compared by. */
  private static List<Figure> figures(Trial one) {
    List<Figure> figures = new ArrayList<>();
    if (one.asked().startsWith("w6")) {
      figures.add(new Figure("current again after", "recovery_ms", Tables::seconds));
    } else if (one.asked().contains("--rate")) {
      figures.add(new Figure("99 % within", "p99_us", Tables::millis));
      figures.add(new Figure("half within", "p50_us", Tables::millis));
      figures.add(new Figure("99.9 % within", "p999_us", Tables::millis));
      figures.add(new Figure("all within", "max_us", Tables::millis));
    } else {
      figures.add(new Figure("records/s", "records_per_s", Tables::perSecond));
      figures.add(new Figure("processor time of a record", "cpu_ns_per_record", Tables::nanos));
    }
    figures.add(new Figure("memory at most", "peak_rss_mb", value -> rounded(value, 0) + " MiB"));
    figures.add(new Figure("processors others used", "other_cores", value -> rounded(value, 2)));
    return figures;
  }

  private static String ratio(Figure figure, List<Trial> runs, List<Trial> base) {
    if (base.isEmpty() || base.stream().anyMatch(run -> run.fault().isPresent())) {
      return "";
    }
    return rounded(median(runs, figure::value) / median(base, figure::value), 2) + " ×";
  }

  private static double median(List<Trial> runs, ToDoubleFunction<Trial> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String perSecond(double value) {
    return value >= 1e6 ? rounded(value / 1e6, 2) + " M" : rounded(value / 1e3, 0) + " k";
  }

  private static String seconds(double millis) {
    return rounded(millis / 1e3, 1) + " s";
  }

  private static String millis(double micros) {
    return rounded(micros / 1e3, 2) + " ms";
  }

  private static String nanos(double value) {
    return rounded(value, 0) + " ns";
  }

  private static String rounded(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
