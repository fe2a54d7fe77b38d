import java.io.OutputStream;
import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** A Neo4j server in a folder, by the neo4j.conf that lies there. It ends with whoever holds its standard input. */
class Neo4jServer {
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        var server = new DatabaseManagementServiceBuilder(home).loadPropertiesFromFile(home.resolve("neo4j.conf")).build();
        System.in.transferTo(OutputStream.nullOutputStream());
        server.shutdown();
        System.exit(0);
    }
}
