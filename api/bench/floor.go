package main

import (
	"io"
	"net"
	"net/http"

	"github.com/gin-gonic/gin"
)

// floorPart is the floor of everything that the portal sends: gin with one route and no middleware,
// which sends bytes that it was given. It gets the bytes and answers with its address.
func floorPart(in io.Reader, out io.Writer) error {
	return serve(in, out, func(body []byte) (addr string, err error) {
		gin.SetMode(gin.ReleaseMode)
		engine := gin.New()
		engine.GET(cachedPath, func(c *gin.Context) { c.Data(http.StatusOK, "application/json", body) })
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		go http.Serve(listener, engine) //nolint:errcheck // it ends with the process
		return listener.Addr().String(), nil
	})
}
