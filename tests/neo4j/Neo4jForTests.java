import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** A Neo4j that serves Bolt on loopback until its standard input closes: Neo4jForTests HOME PORT. */
public class Neo4jForTests {
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    DatabaseManagementService service =
        new DatabaseManagementServiceBuilder(home)
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
            .setConfig(GraphDatabaseSettings.auth_enabled, true)
            // As a server is by default: the tests show what a visitor could read without a guard.
            .setConfig(GraphDatabaseSettings.allow_file_urls, true)
            .build();
    System.out.println("READY");
    while (System.in.read() != -1) {
      // The test process says nothing; its end closes the pipe, whatever ended it.
    }
    service.shutdown();
  }
}
