@echo off
py -3 "%~dp0run.py" %*
exit /b %ERRORLEVEL%
