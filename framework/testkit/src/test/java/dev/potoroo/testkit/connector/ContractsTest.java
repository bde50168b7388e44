package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** The contracts find what is wrong with connectors. */
class ContractsTest {
  private static final int RECORDS = 5;

  /** A source that gives numbers, and begins where {@code start} says. */
  private record Numbers(LongUnaryOperator start, LongUnaryOperator position)
      implements SourceConnector {
    @Override
    public String describe() {
      return "numbers";
    }

    @Override
    public Scope scope() {
      return Scope.CLUSTER;
    }

    @Override
    public boolean replayable() {
      return true;
    }

    @Override
    public SourceReader open(SourceContext context) {
      return new SourceReader() {
        private long next = start.applyAsLong(context.startPosition());

        @Override
        public Progress poll(RecordBatch batch) {
          while (!batch.full() && next < RECORDS) {
            batch.addDecoded(next, position.applyAsLong(next));
            next++;
          }
          return next < RECORDS ? Progress.MORE : Progress.ENDED;
        }

        @Override
        public void close() {}
      };
    }
  }

  private static SourceContract of(LongUnaryOperator start, LongUnaryOperator position) {
    return new SourceContract() {
      @Override
      protected SourceConnector source() {
        return new Numbers(start, position);
      }
    };
  }

  @Test
  void aSourceThatIsRightPasses() throws Exception {
    SourceContract right = of(start -> start, number -> number + 1);
    right.readsOnFromAnyPositionExactly();
    right.readsOnAfterSeveralRestarts();
    right.givesAgainWhatWasNotCommittedWhenItWasKilled();
    right.endsForGoodOrNotAtAll();
  }

  @Test
  void aSourceThatBeginsAnewOrRepeatsOrPassesOverIsFound() {
    assertThatThrownBy(() -> of(s -> 0, n -> n + 1).readsOnFromAnyPositionExactly())
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> of(s -> Math.max(0, s - 1), n -> n + 1).readsOnAfterSeveralRestarts())
        .isInstanceOf(AssertionError.class);
    SourceContract passesOver = of(s -> s == 0 ? 0 : s + 1, n -> n + 1);
    assertThatThrownBy(passesOver::givesAgainWhatWasNotCommittedWhenItWasKilled)
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> of(s -> s, n -> 7).givesGrowingPositions())
        .isInstanceOf(AssertionError.class);
  }

  /** A sink that shows records at once, though it says that it can take them back. */
  private static final class Hasty implements SinkConnector {
    private final List<String> shown = new ArrayList<>();

    @Override
    public String describe() {
      return "hasty";
    }

    @Override
    public SinkWriter open(SinkContext context) {
      return new TransactionalSinkWriter() {
        @Override
        public void write(byte[] record) {
          shown.add(new String(record, StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {}

        @Override
        public Map<String, String> prepare(long round) {
          return Map.of();
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void aSinkThatTakesNothingBackIsFound() {
    TransactionalSinkContract contract =
        new TransactionalSinkContract() {
          private Hasty sink = new Hasty();

          @Override
          protected SinkConnector emptySink() {
            sink = new Hasty();
            return sink;
          }

          @Override
          protected List<String> content() {
            return sink.shown;
          }
        };
    assertThatThrownBy(contract::keepsWhatWasCommittedAndNothingElse)
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::holdsExactlyWhatWasCommittedInAnyHistory)
        .isInstanceOf(AssertionError.class);
  }

  /** A publisher that keeps markers, but fences nobody. */
  private static final class Unfenced implements RoundPublisher {
    private final List<String> shown;
    private final RoundMarker[] marker;

    Unfenced(List<String> shown, RoundMarker[] marker) {
      this.shown = shown;
      this.marker = marker;
    }

    @Override
    public Optional<RoundMarker> takeOver() {
      return Optional.ofNullable(marker[0]);
    }

    @Override
    public void publish(RoundMarker of, List<SinkRecord> records) {
      records.forEach(record -> shown.add(new String(record.value(), StandardCharsets.UTF_8)));
      marker[0] = of;
    }

    @Override
    public void close() {}
  }

  @Test
  void aPublisherThatFencesNobodyIsFound() {
    RoundPublisherContract contract =
        new RoundPublisherContract() {
          private final List<String> shown = new ArrayList<>();
          private final RoundMarker[] marker = new RoundMarker[1];

          @Override
          protected void make(String place) {}

          @Override
          protected RoundPublisher publisher(String place, int slot) {
            return new Unfenced(shown, marker);
          }

          @Override
          protected List<String> content(String place) {
            return shown;
          }
        };
    assertThatThrownBy(contract::whoHasBeenReplacedPublishesNothing)
        .isInstanceOf(AssertionError.class);
  }
}
