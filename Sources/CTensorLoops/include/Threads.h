// The threads that kernels of oneDNN and loops of our own share: those of the OpenMP runtime that oneDNN brings.
#ifndef FOVEA_THREADS_H
#define FOVEA_THREADS_H

// oneDNN's OpenMP pool is also used for the loops around it: a second pool would compete with the
// first, whose threads spin for a while after each operation.
void fovea_threads_set(int count);
int fovea_threads_count(void);
// Calls body(context, index) for 0 ..< count, in parallel where an OpenMP runtime is found, else in turn.
void fovea_threads_perform(int count, void (*body)(void *context, int index), void *context);

#endif
