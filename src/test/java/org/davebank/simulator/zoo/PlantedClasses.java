package org.davebank.simulator.zoo;

import java.io.File;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.davebank.simulator.Simulation;
import org.davebank.simulator.SimulationSettings;

/**
 * The bank's classes once more, with some of them changed. Hunts in one process share the libraries
 * and what the JVM has compiled of them; a process for each would take twice as long.
 */
final class PlantedClasses extends URLClassLoader {

    private static final String OURS = "org.davebank.";

    /** @param changed a folder of classes that are loaded instead of the present ones */
    PlantedClasses(Path changed) {
        super(
                Stream.concat(
                                Stream.of(changed),
                                Stream.of(classpath().split(File.pathSeparator)).map(Path::of))
                        .map(PlantedClasses::url)
                        .toArray(URL[]::new),
                PlantedClasses.class.getClassLoader());
    }

    static String classpath() {
        return Objects.requireNonNull(System.getProperty("java.class.path"));
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    /**
     * Runs the simulator of these classes.
     *
     * @param rules the newest rules of the ledger that its machines know
     * @return what broke a rule, or an empty text
     */
    String violation(long seed, int minutes, int rules) throws Exception {
        Object inside =
                loadClass(Inside.class.getName())
                        .getConstructor(long.class, int.class, int.class)
                        .newInstance(seed, minutes, rules);
        return (String) ((Callable<?>) inside).call();
    }

    /** A run as one of these classes themselves. */
    public record Inside(long seed, int minutes, int rules) implements Callable<String> {

        @Override
        public String call() {
            SimulationSettings usual = SimulationSettings.ofSeed(seed, minutes);
            SimulationSettings settings =
                    new SimulationSettings(
                            seed,
                            minutes,
                            usual.servers(),
                            usual.workers(),
                            usual.shards(),
                            usual.replicas(),
                            usual.grown(),
                            usual.faults(),
                            usual.sealed(),
                            rules);
            String violation = Simulation.run(settings, null).violation();
            return violation == null ? "" : violation;
        }
    }
}
