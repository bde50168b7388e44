package dev.potoroo.systemtests;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes bytes to an HTTP server, whatever they are, and reads what it answers. For one thread. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final String host;
  private final int port;
  private Socket socket;
  private InputStream in;

  RawClient(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * An answer.
   *
   * @param status 0 if the server closed the connection without one
   */
  record Answer(int status, String body) {}

  /**
   * Sends a request.
   *
   * @param whole whether it is one that a server knows the end of; else it is told that nothing
   *     more comes
   * @throws java.net.SocketTimeoutException if there is no answer for half a minute
   */
  Answer send(byte[] request, boolean isHead, boolean whole) throws IOException {
    if (socket == null) {
      socket = new Socket(host, port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    try {
      socket.getOutputStream().write(request);
      if (!whole) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // It has answered before it had read all, and closed: the answer may still be there.
    }
    try {
      return answer(isHead);
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      close();
      return new Answer(0, "");
    }
  }

  private Answer answer(boolean isHead) throws IOException {
    String head = head();
    int status = Integer.parseInt(head.substring(9, 12));
    String lower = head.toLowerCase(Locale.ROOT);
    long length = -1;
    for (String line : lower.split("\r\n")) {
      if (line.startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).strip());
      }
    }
    byte[] body =
        isHead ? new byte[0] : length < 0 ? in.readAllBytes() : in.readNBytes((int) length);
    if (length < 0 || lower.contains("connection: close")) {
      close();
    }
    return new Answer(status, new String(body, StandardCharsets.UTF_8));
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
