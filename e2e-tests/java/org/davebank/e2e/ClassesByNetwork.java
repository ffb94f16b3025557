package org.davebank.e2e;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * First the classes with networks of their own, then those of {@link SmallNetwork} and of {@link
 * SampleNetwork}. {@link Order} counts among the classes of one network.
 */
public final class ClassesByNetwork implements ClassOrderer {

    private static final List<Class<?>> SHARED = List.of(SmallNetwork.class, SampleNetwork.class);

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(
                        Comparator.<ClassDescriptor>comparingInt(ClassesByNetwork::network)
                                .thenComparingInt(ClassesByNetwork::order));
        context.getClassDescriptors().stream()
                .mapToInt(ClassesByNetwork::network)
                .filter(network -> network >= 0)
                .forEach(network -> SharedNetworks.expect(SHARED.get(network)));
    }

    private static int order(ClassDescriptor test) {
        return test.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
    }

    /** Negative for a class that shares none. */
    private static int network(ClassDescriptor test) {
        return test.findRepeatableAnnotations(ExtendWith.class).stream()
                .flatMap(each -> Arrays.stream(each.value()))
                .mapToInt(SHARED::indexOf)
                .max()
                .orElse(-1);
    }
}
