// The system's libcrypto (OpenSSL 3): SHA-256 is all that is used of it.
#include <openssl/evp.h>
