/** What a compiled model runs, and why so. */
@NullMarked
package dev.octet.engine.report;

import org.jspecify.annotations.NullMarked;
