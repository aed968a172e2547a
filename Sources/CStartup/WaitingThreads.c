// Lets the threads of OpenMP sleep while they wait for each other, unless the user says otherwise.
//
// GCC's OpenMP, which oneDNN computes with, has them spin for a while. Beside one other busy process on two cores that
// makes training 50 times slower, because the thread that is waited for has no core (Scripts/benchmark-busy); alone,
// sleeping costs nothing that can be measured. The library reads OMP_WAIT_POLICY in its constructor, and libc takes the
// environment from where the system put it in its own, so neither can be set from main. An executable's .preinit_array
// runs before both. There is no room for one more variable there, so one that says nothing to a program makes room; where
// there is none, the program starts itself anew, which takes some milliseconds.
#if defined(__linux__)

#include <string.h>
#include <unistd.h>

static const char policy[] = "OMP_WAIT_POLICY=";
static char passive[] = "OMP_WAIT_POLICY=passive";
// What shells leave for themselves: the last command, the folder before, how deep they are nested.
static const char *const dispensable[] = {"_=", "OLDPWD=", "SHLVL="};

enum { most_variables = 4096 };

static void wait_passively(int count, char **arguments, char **environment) {
  (void)count;
  char **slot = NULL;
  size_t variables = 0;
  for (char **variable = environment; *variable; variable++, variables++) {
    if (strncmp(*variable, policy, sizeof policy - 1) == 0) return;
    for (size_t i = 0; i < sizeof dispensable / sizeof *dispensable; i++)
      if (strncmp(*variable, dispensable[i], strlen(dispensable[i])) == 0) slot = variable;
  }
  if (slot) {
    *slot = passive;
    return;
  }
  char *extended[most_variables + 2];
  if (variables > most_variables) return;
  memcpy(extended, environment, variables * sizeof *extended);
  extended[variables] = passive;
  extended[variables + 1] = NULL;
  // Returns only where it fails, and then all goes on as it would have.
  execve("/proc/self/exe", arguments, extended);
}

typedef void (*initializer)(int, char **, char **);
__attribute__((section(".preinit_array"), used)) static const initializer first = wait_passively;

#else

// Elsewhere threads are not GCC's.
typedef int fovea_startup_is_empty;

#endif
