// SPDX-License-Identifier: MPL-2.0

// Package memnet is a network in memory, for tests: it joins the HTTP client and the HTTP server of net/http by pipes.
//
// Both ends stay the real ones, so that whatever a server can do to a client (no response, half a body, a closed connection) is
// what it is over a socket. But in a testing/synctest bubble time passes only when all of its goroutines wait for the bubble
// itself, as they do at a pipe and do not at a socket.
package memnet

import (
	"context"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
)

// maxIdle is more connections than any test has open at once: none is closed for being one too many.
const maxIdle = 1000

// Listener is the server's end. It is in the network alone, so all addresses lead to it.
type Listener struct {
	connections chan net.Conn
	closed      chan struct{}
	closeOnce   sync.Once
}

// Listen makes a listener. Who calls it in a bubble closes it there, and with it the server that accepts from it.
func Listen() *Listener {
	return &Listener{connections: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close refuses further connections. Those that are open stay so.
func (l *Listener) Close() error {
	l.closeOnce.Do(func() { close(l.closed) })
	return nil
}

// Addr is an address in form only.
func (l *Listener) Addr() net.Addr { return address("memory") }

// Dial connects to the listener, or fails as a connection does that nobody accepts.
func (l *Listener) Dial(ctx context.Context, _, to string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.connections <- server:
		return client, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: network, Addr: address(to), Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Transport makes a client's end, with connections of its own. They end with the server.
func (l *Listener) Transport() *http.Transport {
	return &http.Transport{DialContext: l.Dial, MaxIdleConnsPerHost: maxIdle}
}

const network = "memory"

type address string

func (address) Network() string  { return network }
func (a address) String() string { return string(a) }
