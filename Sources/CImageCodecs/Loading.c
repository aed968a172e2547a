// Libraries that are opened at run time, so that neither the build nor a machine that meets no such picture needs them.
#include <dlfcn.h>
#include <string.h>

#include "CImageCodecs+Internal.h"

void *fovea_open_library(const char *const *names, char *reason, size_t size) {
  for (int index = 0; names[index]; index++) {
    void *library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
    // The first name is the one that a system of today has: its words say most.
    const char *words = dlerror();
    if (index == 0) snprintf(reason, size, "%s", words ? words : "it cannot be opened");
  }
  return NULL;
}

int fovea_find_symbols(void *library, const fovea_symbol *symbols, char *reason, size_t size) {
  for (; symbols->name; symbols++) {
    void *address = dlsym(library, symbols->name);
    if (!address && !symbols->is_optional) {
      snprintf(reason, size, "this version of it has no %s", symbols->name);
      return 0;
    }
    // ISO C has no conversion from an object's to a function's address; POSIX says that the bits are the same.
    memcpy(symbols->place, &address, sizeof address);
  }
  return 1;
}
