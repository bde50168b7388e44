package dev.potoroo.benchmarks.jet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.BuildInfoProvider;
import com.hazelcast.jet.JetService;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import dev.potoroo.benchmarks.Engine;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.CrashRun;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Workload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/**
 * Runs a workload on Jet: by its core API, or with {@code --set api=pipeline} by the other one.
 * With rounds it makes snapshots, which it keeps in the memory of its members: there is one, and
 * two of them if one is to be killed.
 */
public final class JetPeer implements Engine {
  /** Which of two members it is; there is only one if nothing is said. */
  private static final String MEMBER = "member";

  private static final String FIRST = "first";
  private static final String ADDRESS = "address";
  private static final long LOOK_MILLIS = 20;

  public static void main(String[] args) {
    PeerRun.main(JetPeer.class, new JetPeer(), args);
  }

  @Override
  public Set<Workload> lacks() {
    return Set.of(Workload.WINDOWS);
  }

  @Override
  public Subject subject(PeerRun run) {
    return new Subject("jet", BuildInfoProvider.getBuildInfo().getVersion(), api(run));
  }

  private static String api(PeerRun run) {
    return run.settings().getOrDefault("api", "core");
  }

  /** Snapshots are in the memory of members, so one must live on. */
  @Override
  public ObjectNode crash(CrashRun run) throws IOException, InterruptedException {
    return run.runCluster(MEMBER + "=" + FIRST, MEMBER + "=second");
  }

  @Override
  public void execute(PeerRun run, Path directory) throws IOException, InterruptedException {
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config(run, directory));
    try {
      if (run.settings().containsKey(MEMBER)) {
        awaitOther(run, member, directory);
      }
      if (run.options().workload == Workload.W7) {
        requirePipeline(run);
        TopicRun.execute(run, member.getJet(), jobConfig(run));
      } else {
        job(run, member.getJet()).join();
      }
    } finally {
      member.getLifecycleService().terminate();
    }
  }

  private static boolean first(PeerRun run) {
    return run.settings().getOrDefault(MEMBER, FIRST).equals(FIRST);
  }

  private static void awaitOther(PeerRun run, HazelcastInstance member, Path directory)
      throws IOException, InterruptedException {
    if (first(run)) {
      InetSocketAddress address = (InetSocketAddress) member.getLocalEndpoint().getSocketAddress();
      Path written = Files.createTempFile(directory, ADDRESS, "");
      Files.writeString(written, address.getHostString() + ":" + address.getPort());
      Files.move(written, directory.resolve(ADDRESS), StandardCopyOption.ATOMIC_MOVE);
    }
    while (member.getCluster().getMembers().size() < 2) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Where the first member is; returns when it is there. */
  private static String addressOfFirst(Path directory) throws IOException, InterruptedException {
    Path written = directory.resolve(ADDRESS);
    while (!Files.exists(written)) {
      Thread.sleep(LOOK_MILLIS);
    }
    return Files.readString(written);
  }

  private static void requirePipeline(PeerRun run) {
    if (!api(run).equals("pipeline")) {
      throw new IllegalArgumentException("w7 is there for api [pipeline] alone.");
    }
  }

  private static JobConfig jobConfig(PeerRun run) {
    JobConfig config = new JobConfig().setName("bench").setMetricsEnabled(false);
    if (run.options().rounds > 0) {
      config
          .setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE)
          .setSnapshotIntervalMillis(run.options().rounds);
    }
    return config;
  }

  /** That of the cluster: the member that comes second finds it there. */
  private static Job job(PeerRun run, JetService jet) {
    Workload workload = run.options().workload;
    JobConfig config = jobConfig(run);
    boolean restorable = run.options().rounds > 0;
    return switch (api(run)) {
      case "core" ->
          jet.newJobIfAbsent(CoreGraph.of(workload, run.parallelism(), restorable), config);
      case "pipeline" -> jet.newJobIfAbsent(PipelineGraph.of(workload, run.parallelism()), config);
      default ->
          throw new IllegalArgumentException("api [" + api(run) + "] must be core or pipeline.");
    };
  }

  /** A cluster of its own, which no other machine reaches. */
  private static Config config(PeerRun run, Path directory)
      throws IOException, InterruptedException {
    Config config = new Config();
    config.setClusterName(directory.getFileName().toString());
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(run.parallelism());
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    if (!first(run)) {
      join.getTcpIpConfig().setRequiredMember(addressOfFirst(directory));
    }
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    Serializers.add(config.getSerializationConfig());
    return config;
  }
}
