package dev.potoroo.client;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.tcp.AckedTcpSource;
import dev.potoroo.testkit.connector.AcknowledgingSourceContract;
import java.nio.charset.StandardCharsets;

/** The acknowledged TCP source, and its client, with connections that break. */
class AckedTcpContractTest extends AcknowledgingSourceContract {
  @Override
  protected SourceConnector source() {
    return AckedTcpSource.listen("127.0.0.1", 0);
  }

  @Override
  protected Client client(String host, int port) throws Exception {
    AckedClient client = AckedClient.to(host, port).start();
    ClientStream stream = client.stream("s");
    return new Client() {
      private long id;

      @Override
      public void send(String record) throws Exception {
        stream.send(++id, record.getBytes(StandardCharsets.ISO_8859_1));
      }

      @Override
      public long acknowledged() {
        return stream.acknowledged();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
