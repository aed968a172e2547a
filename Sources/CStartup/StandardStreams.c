// Opens the standard streams that whoever started the command has closed.
//
// Else the first files that are opened take their numbers, and messages are written into models and tables. What is
// written to a closed standard output still fails, so that a result that nobody gets is an error; messages are dropped, as
// was asked for.
#if defined(__linux__)

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void open_streams(int count, char **arguments, char **environment) {
  (void)count;
  (void)arguments;
  (void)environment;
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is this one, as those before it are open.
    if (open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY) != stream) return;
  }
}

typedef void (*initializer)(int, char **, char **);
__attribute__((section(".preinit_array"), used)) static const initializer first = open_streams;

#else

// Elsewhere nobody starts it so.
typedef int fovea_startup_has_no_streams;

#endif
