// Command fakellm runs the fake model server by itself, for browser tests and for trying the portal out
// without a model:
//
//	go run ./pkg/llm/llmtest/fakellm -addr 127.0.0.1:18000 -latency 1s
//
// The portal takes the address that it prints as OPENAI_BASE_URL.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"dealerportal/pkg/llm/llmtest"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	latency := flag.Duration("latency", 0, "how long every answer takes")
	flag.Parse()
	server, err := llmtest.NewServer(*addr, llmtest.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server.SetLatency(*latency)
	fmt.Println(server.URL())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	<-ctx.Done()
	server.Close()
}
