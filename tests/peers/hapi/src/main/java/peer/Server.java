package peer;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.cache.IResourceTypeCacheSvc;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Serves HAPI's JPA storage at http://127.0.0.1:PORT/fhir until it is stopped: {@code Server PORT PACKAGE…}.
 *
 * <p>With FHIR packages (archives), it takes only what is valid by the profiles that it names.
 */
public final class Server {

    private Server() {}

    public static void main(String[] arguments) throws Exception {
        var port = Integer.parseInt(arguments[0]);
        var base = "http://127.0.0.1:" + port + "/fhir";
        var packages = Arrays.stream(arguments).skip(1).map(Path::of).toList();
        var storage = packages.isEmpty() ? Storage.class : LooseStorage.class;
        var beans = new AnnotationConfigApplicationContext(storage);
        // a database in use has had this row since its first reference to a URL that names no type; in a new one
        // two transactions that bring the first ones at once collide, and one is answered 500
        beans.getBean(IResourceTypeCacheSvc.class).getResourceTypeId("(unknown)");
        var server = fhir(beans, base);
        if (!packages.isEmpty()) {
            var profiles = new Profiles(beans);
            for (var archive : packages) {
                profiles.install(archive);
            }
            server.registerInterceptor(profiles.guard());
        }
        var web = new org.eclipse.jetty.server.Server(new InetSocketAddress("127.0.0.1", port));
        var handler = new ServletContextHandler("/");
        handler.addServlet(new ServletHolder(server), "/fhir/*");
        web.setHandler(handler);
        web.setStopAtShutdown(true);
        web.start();
        web.join();
    }

    private static RestfulServer fhir(ApplicationContext beans, String base) {
        IFhirSystemDao<?, ?> system = beans.getBean(IFhirSystemDao.class);
        var server = new RestfulServer(system.getContext());
        server.registerProviders(beans.getBean(ResourceProviderFactory.class).createProviders());
        server.registerProvider(beans.getBean(JpaSystemProvider.class));
        server.setServerConformanceProvider(new JpaCapabilityStatementProvider(
                server,
                system,
                beans.getBean(JpaStorageSettings.class),
                beans.getBean(ISearchParamRegistry.class),
                beans.getBean(IValidationSupport.class)));
        server.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));
        server.setServerAddressStrategy(new HardcodedServerAddressStrategy(base));
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        return server;
    }
}
