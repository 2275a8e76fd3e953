package rest

import (
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"dealerportal/pkg/fault"
)

var errElsewhere = fault.Newf(fault.NotFound, "The figures are served on an address of their own.")

// static serves the built single-page application: its files, and its entry page for every path that
// is the application's own. It never answers for the API.
type static struct {
	files fs.FS // nil serves nothing
}

func newStatic(dir string) (*static, error) {
	if dir == "" {
		return &static{}, nil
	}
	files := os.DirFS(dir)
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil, fmt.Errorf("PORTAL_WEB_DIR: %s holds no built application: %w", dir, err)
	}
	return &static{files: files}, nil
}

// serve answers a request for the application, and says whether it was one.
func (s *static) serve(c *gin.Context) bool {
	p := c.Request.URL.Path
	if s.files == nil || (c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead) ||
		p == "/api" || strings.HasPrefix(p, "/api/") || strings.HasPrefix(p, "/metrics") || strings.HasPrefix(p, "/health") {
		return false
	}
	name := strings.TrimPrefix(path.Clean(p), "/")
	if strings.HasPrefix(name, ".") {
		return false // what the build keeps for itself
	}
	if name != "" && name != "index.html" && s.has(name) {
		if strings.HasPrefix(name, "assets/") {
			// The build puts a hash of the content into these names.
			c.Header("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			c.Header("Cache-Control", "no-cache")
		}
		s.serveFile(c, name)
		return true
	}
	if path.Ext(name) != "" {
		return false // a file that is not there, not a page of the application
	}
	page, err := fs.ReadFile(s.files, "index.html")
	if err != nil {
		return false
	}
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "text/html; charset=utf-8", page)
	return true
}

func (s *static) has(name string) bool {
	info, err := fs.Stat(s.files, name)
	return err == nil && info.Mode().IsRegular()
}

// codings are the ways in which the build compresses texts, the shortest first.
var codings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// serveFile answers with a file, compressed as it lies beside itself where the client takes that.
func (s *static) serveFile(c *gin.Context, name string) {
	accepted := c.GetHeader("Accept-Encoding")
	for _, coding := range codings {
		if !s.has(name + coding.ending) {
			continue
		}
		c.Header("Vary", "Accept-Encoding")
		if accepts(accepted, coding.name) {
			c.Header("Content-Type", mime.TypeByExtension(path.Ext(name)))
			c.Header("Content-Encoding", coding.name)
			http.ServeFileFS(c.Writer, c.Request, s.files, name+coding.ending)
			return
		}
	}
	http.ServeFileFS(c.Writer, c.Request, s.files, name)
}
