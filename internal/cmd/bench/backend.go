// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Where the state is.
const (
	backendHTTP  = "http"
	backendLocal = "local"
)

// stateStore is a backend over HTTP that holds one state in memory.
type stateStore struct {
	mu    sync.Mutex
	state []byte
}

func (s *stateStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		if s.state == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(s.state) // a reader that has gone does not want it
	case http.MethodPost:
		state, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.state = state
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// storeState gives a workspace a backend, and returns how to end it.
func storeState(ctx context.Context, dir, backend string) (end func(), err error) {
	if backend == backendLocal {
		return func() {}, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the backend: %w", err)
	}
	server := &http.Server{Handler: &stateStore{}, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with Close
	block := fmt.Sprintf("terraform {\n  backend \"http\" {\n    address = \"http://%s\"\n  }\n}\n", listener.Addr())
	if err := os.WriteFile(filepath.Join(dir, "backend.tf"), []byte(block), 0o600); err != nil {
		_ = server.Close()
		return nil, fmt.Errorf("writing the backend: %w", err)
	}
	return func() { _ = server.Close() }, nil
}
