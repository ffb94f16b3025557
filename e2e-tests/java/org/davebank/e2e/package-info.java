/** End to end: a real network of processes, driven through a real browser and real commands. */
package org.davebank.e2e;
