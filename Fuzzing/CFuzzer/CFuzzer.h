// libFuzzer's interface, of which no header is installed: https://llvm.org/docs/LibFuzzer.html
#ifndef FOVEA_CFuzzer_H
#define FOVEA_CFuzzer_H

#include <stddef.h>
#include <stdint.h>

// Runs the fuzzer as its own main would: options in `arguments`, each input through `test`, which returns 0.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*test)(const uint8_t *bytes, size_t size));

// One of the fuzzer's own mutations in place; returns the new size, at most `limit`.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t limit);

#endif
