# Reaches addresses by curl with the options that are given, and says whether it
# trusts them.
for url in $PROFILESTATUS_URLS; do
  curl --disable --silent --show-error --fail --max-time 30 --output /dev/null "$@" "$url" 2>error && code=0 || code=$?
  case $code in
    0) echo "reached" ;;
    60) echo "not trusted" ;;
    *) cat error; exit 1 ;;
  esac
done
