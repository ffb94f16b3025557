package org.davebank.service.network;

import java.util.ArrayList;
import java.util.List;
import org.davebank.directory.SystemCommand;
import org.davebank.node.NodeView;
import org.davebank.service.network.NetworkSnapshot.Order;

/** People's control actions from the audit trail, as marks on a chart. */
final class Orders {

    static final int ORDERS_MAX = 60;

    private Orders() {}

    /** The newest ones, oldest first. */
    static List<Order> of(NodeView view) {
        List<SystemCommand.Audit> trail = view.auditTrail();
        List<Order> orders = new ArrayList<>();
        for (SystemCommand.Audit each :
                trail.subList(Math.max(0, trail.size() - ORDERS_MAX), trail.size())) {
            orders.add(new Order(each.atMs(), each.action() + " " + each.target()));
        }
        return orders;
    }
}
