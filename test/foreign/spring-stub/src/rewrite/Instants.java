package rewrite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an instant as the document describes it. Jackson alone would take numbers, and java.time
 * has no offset beyond 18 hours and no more than 9 fraction digits.
 */
class Instants extends StdScalarDeserializer<OffsetDateTime> {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?)((?<=\\.\\d{9})\\d{1,3})?"
              + "(Z|([+-])((?:[01]\\d|2[0-3]):[0-5]\\d))");

  Instants() {
    super(OffsetDateTime.class);
  }

  @Override
  public OffsetDateTime deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (OffsetDateTime) context.handleUnexpectedToken(OffsetDateTime.class, parser);
    }
    String text = parser.getText();
    Matcher found = RFC_3339.matcher(text);
    if (found.matches()) {
      try {
        LocalDateTime utc = LocalDateTime.parse(found.group(1) + "T" + found.group(2));
        if (found.group(6) != null) {
          int offset = LocalTime.parse(found.group(7)).toSecondOfDay();
          utc = utc.minusSeconds(found.group(6).equals("+") ? offset : -offset);
        }
        if (utc.getYear() >= 1 && utc.getYear() <= 9999) {
          return utc.atOffset(ZoneOffset.UTC);
        }
      } catch (DateTimeException e) {
        // It is refused below.
      }
    }
    return (OffsetDateTime)
        context.handleWeirdStringValue(OffsetDateTime.class, text, "no instant that can be kept");
  }
}
