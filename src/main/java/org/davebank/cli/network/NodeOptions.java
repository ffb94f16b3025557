package org.davebank.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.davebank.base.Address;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Numbers;
import org.davebank.cli.command.Program;
import org.davebank.cli.command.Usage;
import org.davebank.host.FolderClone;
import org.davebank.host.Names;
import org.davebank.io.UdpNetwork;
import org.davebank.process.NodeStart;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The common options of {@code server} and {@code client}: the address, and where to join. */
public final class NodeOptions {

    /** Parses HOST:PORT. */
    static final class AddressConverter implements ITypeConverter<Address> {
        @Override
        public Address convert(String text) throws IOException {
            try {
                Address given = Address.parse(text);
                return new Address(UdpNetwork.literal(given.host()), given.port());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Parameters(index = "0", paramLabel = "HOST", description = "address of this node")
    String host = "";

    @Parameters(
            index = "1",
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            description = "its UDP port; 0 means any")
    int port;

    @Parameters(index = "2", paramLabel = "NAME", description = "its name, unique in the network")
    String name = "";

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "any node of the network to join; may be given several times")
    List<Address> join = new ArrayList<>();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "the network's cluster.key, when the data folder has none yet")
    @Nullable Path keyFile;

    @Option(names = "--gui", description = "opens this node's page in the browser")
    boolean gui;

    @Mixin DataFolder data = new DataFolder();

    /** Set by the agent for the processes that it starts. */
    @Option(names = "--supervised", hidden = true)
    boolean supervised;

    @Option(names = "--port-gives-way", hidden = true)
    boolean portGivesWay;

    /**
     * Parses the options of a process that an agent has started, without picocli, which would take
     * a third of a worker's start time.
     *
     * @param words HOST PORT NAME and options, as {@code host.Supervised} writes them
     * @return null if there is any other argument
     */
    public static @Nullable NodeOptions spawned(List<String> words) throws Exception {
        if (words.size() < 3 || !words.contains("--supervised")) {
            return null;
        }
        NodeOptions options = new NodeOptions();
        options.host = words.get(0);
        options.name = words.get(2);
        Iterator<String> rest = words.subList(3, words.size()).iterator();
        try {
            options.port = Integer.parseInt(words.get(1));
            while (rest.hasNext()) {
                switch (rest.next()) {
                    case "--supervised" -> options.supervised = true;
                    case "--port-gives-way" -> options.portGivesWay = true;
                    case "--data" -> options.data = new DataFolder(Path.of(rest.next()));
                    case "--join" -> options.join.add(new AddressConverter().convert(rest.next()));
                    default -> {
                        return null;
                    }
                }
            }
        } catch (NumberFormatException | NoSuchElementException e) {
            return null;
        }
        return options;
    }

    /**
     * The parameters for the process.
     *
     * @throws Usage for invalid options
     * @throws IOException for a folder that is half cloned
     */
    NodeStart start() throws IOException {
        if (!Names.isName(name)) {
            throw new Usage(
                    "a name has 1 to 63 letters, digits, dots, dashes or underscores, not '"
                            + name
                            + "'");
        }
        if (host.equals("0.0.0.0") || host.equals("::")) {
            throw new Usage("give the address by which other nodes reach this one, not " + host);
        }
        FolderClone.refuseHalf(data.path());
        return new NodeStart(
                host,
                port,
                name,
                join,
                keyFile,
                data.path(),
                supervised,
                portGivesWay,
                Program.launch());
    }
}
