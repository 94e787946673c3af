/** NumPy's files: {@code .npy}, one array, and {@code .npz}, an archive of them. */
@NullMarked
package dev.octet.formats.npy;

import org.jspecify.annotations.NullMarked;
