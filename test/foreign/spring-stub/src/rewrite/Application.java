package rewrite;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service, written anew on Spring: what the document says is generated, the rest is here. */
@SpringBootApplication(scanBasePackages = {"rewrite", "org.openapitools.api"})
public class Application {
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }
}
