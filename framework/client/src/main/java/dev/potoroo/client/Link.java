package dev.potoroo.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection. Written by one thread and read by another. */
final class Link implements Closeable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private volatile boolean broken;

  private Link(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /**
   * Connects.
   *
   * @param tls what makes it speak TLS, if anything
   * @param millis how long each answer may take
   */
  static Link to(InetSocketAddress address, @Nullable SSLContext tls, int millis)
      throws IOException {
    Socket socket = new Socket();
    try {
      // Looks the name up anew: it may have moved.
      socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), millis);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(millis);
      return new Link(tls == null ? socket : secured(socket, address, tls));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket secured(Socket socket, InetSocketAddress address, SSLContext tls)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(socket, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = secured.getSSLParameters();
    // Or else anybody with some certificate could stand in.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  Frames.Welcome greet(String token) throws IOException {
    write(Frames.hello(token));
    Frames.Answer answer = read(() -> true);
    if (answer instanceof Frames.Welcome welcome) {
      return welcome;
    }
    throw new IOException("what answers does not speak this protocol");
  }

  void write(byte[] frames) throws IOException {
    out.write(frames);
  }

  /**
   * Waits for the next answer.
   *
   * @param urgent whether it is an error if there is none for as long as an answer may take
   */
  Frames.Answer read(BooleanSupplier urgent) throws IOException {
    while (true) {
      int first;
      try {
        first = in.read();
      } catch (SocketTimeoutException e) {
        if (urgent.getAsBoolean()) {
          throw e;
        }
        continue;
      }
      if (first < 0) {
        throw new EOFException("the server has closed the connection");
      }
      return Frames.read(first, in);
    }
  }

  boolean isBroken() {
    return broken;
  }

  @Override
  public void close() throws IOException {
    broken = true;
    socket.close();
  }
}
