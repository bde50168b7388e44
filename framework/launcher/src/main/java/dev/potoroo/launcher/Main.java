package dev.potoroo.launcher;

/** Entry point of the runnable jar. */
public final class Main {
  private Main() {}

  /**
   * Prints how to call it.
   *
   * @param args not read yet
   */
  public static void main(String[] args) {
    System.out.println("Usage: java -jar sample-apps.jar <command>");
  }
}
