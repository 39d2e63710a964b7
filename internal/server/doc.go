// SPDX-License-Identifier: MPL-2.0

// Package server is the provider's protocol server with what the framework
// remembers of each call taken away once the call has ended, and with one error
// of the framework's about actions taken away. It knows nothing of Hero.
package server
