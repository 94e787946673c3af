/** What all formats share. */
@NullMarked
package dev.octet.formats;

import org.jspecify.annotations.NullMarked;
