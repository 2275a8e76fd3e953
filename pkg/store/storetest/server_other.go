//go:build !linux

package storetest

import "os/exec"

func giveToServer(string) error { return nil }

func asServer(*exec.Cmd) {}

func startChild(cmd *exec.Cmd) error { return cmd.Start() }
