"""Repairs (公共設備維修申請, S07): from somebody's report to closing, with contracts and preventive plans."""
