package dev.potoroo.benchmarks.jet;

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
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Workload;
import java.nio.file.Path;

/**
 * Runs a workload on Jet: by its core API, or with {@code --set api=pipeline} by the other one.
 * With rounds it makes snapshots, which it keeps in memory.
 */
public final class JetPeer implements Engine {

  public static void main(String[] args) {
    PeerRun.main(JetPeer.class, new JetPeer(), args);
  }

  @Override
  public Subject subject(PeerRun run) {
    return new Subject("jet", BuildInfoProvider.getBuildInfo().getVersion(), api(run));
  }

  private static String api(PeerRun run) {
    return run.settings().getOrDefault("api", "core");
  }

  @Override
  public void execute(PeerRun run, Path directory) {
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config(run));
    try {
      job(run, member.getJet()).join();
    } finally {
      member.getLifecycleService().terminate();
    }
  }

  private static Job job(PeerRun run, JetService jet) {
    Workload workload = run.options().workload;
    JobConfig config = new JobConfig().setName("bench").setMetricsEnabled(false);
    if (run.options().rounds > 0) {
      config
          .setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE)
          .setSnapshotIntervalMillis(run.options().rounds);
    }
    return switch (api(run)) {
      case "core" -> jet.newJob(CoreGraph.of(workload, run.parallelism()), config);
      case "pipeline" -> jet.newJob(PipelineGraph.of(workload, run.parallelism()), config);
      default ->
          throw new IllegalArgumentException("api [" + api(run) + "] must be core or pipeline.");
    };
  }

  /** A cluster of one member, which no other machine reaches. */
  private static Config config(PeerRun run) {
    Config config = new Config();
    config.setClusterName("bench");
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(run.parallelism());
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    Serializers.add(config.getSerializationConfig());
    return config;
  }
}
