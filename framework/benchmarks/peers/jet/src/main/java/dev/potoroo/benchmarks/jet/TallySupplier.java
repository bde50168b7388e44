package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorSupplier;
import dev.potoroo.benchmarks.PeerRun;
import java.util.Collection;
import java.util.stream.Stream;

/** Makes the sinks of a member, each time that the job begins. */
final class TallySupplier implements ProcessorSupplier {
  private static final long serialVersionUID = 1;

  /** What has come out since the last snapshot comes again when the job begins again from there. */
  @Override
  public void init(Context context) {
    PeerRun.current().forget();
  }

  @Override
  public Collection<? extends Processor> get(int count) {
    return Stream.generate(TallyProcessor::new).limit(count).toList();
  }
}
