package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.samples.RatedOrders.Order;
import dev.potoroo.samples.RatedOrders.Rated;
import dev.potoroo.testkit.PipelineTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatedOrdersTest {
  private static PipelineTest test(Ratings ratings) {
    // By the clock of the test, which stands still while a call is under way.
    return PipelineTest.of(new RatedOrders(ratings.address()))
        .set("potoroo.steps.rating.timeout", "1m");
  }

  @Test
  void asksAgainWithTheSameKeyUntilItHasAnAnswer() throws Exception {
    try (Ratings ratings = Ratings.failing(1);
        PipelineTest test = test(ratings)) {
      test.put("orders", new Order("ann", 5)).advance(Duration.ofMillis(200));
      assertThat(test.sink("rated", Rated.class)).containsExactly(new Rated("ann", 5, "good"));
      assertThat(ratings.keys()).containsExactly("rating/ann/0", "rating/ann/0");
    }
  }

  @Test
  void holdsTheOrdersOfACustomerWhoIsNotRated() throws Exception {
    try (Ratings ratings = Ratings.failing(0);
        PipelineTest test = test(ratings)) {
      test.put("orders", new Order("zoe", 1), new Order("ann", 5), new Order("zoe", 2));
      test.advance(Duration.ofMinutes(1));
      assertThat(test.sink("rated", Rated.class)).containsExactly(new Rated("ann", 5, "good"));
      assertThat(test.quarantined("rating")).isEqualTo(List.of("zoe"));
    }
  }
}
