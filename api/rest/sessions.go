package rest

import (
	"context"

	"github.com/gin-gonic/gin"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
)

var noStore = "no-store"

func sessionOf(u *account.User) oas.Session {
	out := oas.Session{Home: "/dealer", User: oas.User{Id: u.ID, Name: u.Name, Email: u.Email, Role: oas.Role(u.Role)}}
	if u.Role == account.Admin {
		out.Home = "/admin"
	}
	if u.Dealer != nil {
		out.User.Dealer = &struct {
			Code string `json:"code"`
			Id   string `json:"id"`
			Name string `json:"name"`
		}{Code: u.Dealer.Code, Id: string(u.Dealer.ID), Name: u.Dealer.Name}
	}
	return out
}

// SignIn starts a session.
func (s *Server) SignIn(ctx context.Context, r oas.SignInRequestObject) (oas.SignInResponseObject, error) {
	user, token, expires, err := s.Accounts.SignIn(plain(ctx), r.Body.Email, r.Body.Password)
	if err != nil {
		return nil, err
	}
	setCookies(ctx, token, expires.Sub(s.now()))
	return oas.SignIn200JSONResponse{Body: sessionOf(&user), Headers: oas.SignIn200ResponseHeaders{CacheControl: &noStore}}, nil
}

// GetSession says who is signed in.
func (s *Server) GetSession(ctx context.Context, _ oas.GetSessionRequestObject) (oas.GetSessionResponseObject, error) {
	return oas.GetSession200JSONResponse{Body: sessionOf(caller(plain(ctx))), Headers: oas.GetSession200ResponseHeaders{CacheControl: &noStore}}, nil
}

// SignOut ends the session.
func (s *Server) SignOut(ctx context.Context, _ oas.SignOutRequestObject) (oas.SignOutResponseObject, error) {
	request := ctx.(*gin.Context).Request
	if token := sessionToken(request); token != "" {
		if err := s.Accounts.SignOut(plain(ctx), token); err != nil {
			return nil, err
		}
	}
	setCookies(ctx, "", 0)
	forget := `"cache", "storage"`
	return oas.SignOut204Response{Headers: oas.SignOut204ResponseHeaders{ClearSiteData: &forget}}, nil
}

// RenameSelf gives the caller another name.
func (s *Server) RenameSelf(ctx context.Context, r oas.RenameSelfRequestObject) (oas.RenameSelfResponseObject, error) {
	user, err := s.Accounts.Rename(plain(ctx), caller(plain(ctx)), r.Body.Name)
	if err != nil {
		return nil, err
	}
	return oas.RenameSelf200JSONResponse{Body: sessionOf(&user), Headers: oas.RenameSelf200ResponseHeaders{CacheControl: &noStore}}, nil
}

// ChangePassword gives the caller a new password and a new session.
func (s *Server) ChangePassword(ctx context.Context, r oas.ChangePasswordRequestObject) (oas.ChangePasswordResponseObject, error) {
	token, expires, err := s.Accounts.ChangePassword(plain(ctx), caller(plain(ctx)), r.Body.Current, r.Body.Password)
	if err != nil {
		return nil, err
	}
	setCookies(ctx, token, expires.Sub(s.now()))
	return oas.ChangePassword204Response{}, nil
}
