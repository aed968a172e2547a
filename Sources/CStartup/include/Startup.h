// What the command does before any library of its process is initialised: nothing of it is called.
#ifndef FOVEA_STARTUP_H
#define FOVEA_STARTUP_H
#endif
