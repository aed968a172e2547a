#define _GNU_SOURCE  // RTLD_DEFAULT
// The OpenMP runtime that oneDNN brings, reached by name: it needs neither its headers nor its link library,
// which come with compilers that a user of Fovea need not have.
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

#include "Threads.h"

typedef void (*set_function)(int);
typedef int (*get_function)(void);
// The entry point that GCC compiles `#pragma omp parallel` to; libgomp and LLVM's libomp on Linux both have it.
typedef void (*parallel_function)(void (*body)(void *), void *data, unsigned threads, unsigned flags);

static set_function set_threads;
static get_function max_threads, thread_number, team_size;
static parallel_function parallel;
static pthread_once_t found = PTHREAD_ONCE_INIT;

static void find(void) {
  set_threads = (set_function)dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  max_threads = (get_function)dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  thread_number = (get_function)dlsym(RTLD_DEFAULT, "omp_get_thread_num");
  team_size = (get_function)dlsym(RTLD_DEFAULT, "omp_get_num_threads");
  parallel = (parallel_function)dlsym(RTLD_DEFAULT, "GOMP_parallel");
}

void fovea_threads_set(int count) {
  pthread_once(&found, find);
  if (set_threads && count > 0) set_threads(count);
}

int fovea_threads_count(void) {
  pthread_once(&found, find);
  return max_threads ? max_threads() : 1;
}

typedef struct {
  int count;
  void (*body)(void *context, int index);
  void *context;
} work;

static void share(void *data) {
  const work *all = data;
  for (int i = thread_number(); i < all->count; i += team_size()) all->body(all->context, i);
}

void fovea_threads_perform(int count, void (*body)(void *context, int index), void *context) {
  pthread_once(&found, find);
  if (count > 1 && parallel && thread_number && team_size) {
    work all = {count, body, context};
    parallel(share, &all, 0, 0);
  } else {
    for (int i = 0; i < count; i++) body(context, i);
  }
}
