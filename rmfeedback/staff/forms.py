"""What staff send to the front desk. The rules are those of `accounts`, which the commands keep too."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField


class SignInForm(FlaskForm):
    email = StringField(default="")
    password = PasswordField(default="")


class AccountForm(FlaskForm):
    email = StringField(default="")
    role = StringField(default="")
    password = PasswordField(default="")
