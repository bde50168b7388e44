package dev.potoroo.samples.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * What the process and the machine have used so far.
 *
 * @param cpuNanos processor time of this process
 * @param gcMillis time that collectors report
 * @param busySeconds processor time of the whole machine; 0 where it cannot be seen
 */
public record Machine(long cpuNanos, long gcMillis, double busySeconds) {
  private static final double TICKS_PER_SECOND = 100;
  private static final int[] BUSY_FIELDS = {1, 2, 3, 6, 7, 8};

  static Machine now() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long gc =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    return new Machine(system.getProcessCpuTime(), gc, busy());
  }

  private static double busy() {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
      return IntStream.of(BUSY_FIELDS).mapToLong(i -> Long.parseLong(fields[i])).sum()
          / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The most memory this process has had, in MiB; -1 where it cannot be seen. */
  static long peakMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }
}
